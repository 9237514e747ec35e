/**
 * Bloom filters that say what a chunk can not contain: substrings of its lines, and pairs of
 * structured metadata.
 *
 * <p><b>Bits.</b> A filter has 2ⁿ bits. A 64-bit key sets a bit for each of its probes: probe p of
 * key h sets bit {@code (h × C[p] mod 2⁶⁴) >>> (64 - n)}, where C[p] is the p-th output of
 * SplitMix64 seeded with zero, with its lowest bit set. Bit i is bit {@code i & 7} of byte {@code i
 * >> 3}. Halving a filter (OR of neighbouring bits) gives what a filter of 2ⁿ⁻¹ bits would hold, so
 * a filter is built large and halved until it is as full as it may be.
 *
 * <p><b>Lines</b> are sampled by minimizers: bytes A to Z are taken as a to z; each run of k = 5
 * bytes is a gram with the hash {@code g × 0x9E3779B97F4A7C15 mod 2⁶⁴}, g being its bytes read
 * little-endian; of each w neighbouring grams the smallest hash (signed) is a key, set with 2
 * probes; w is 4, or 12 in a sparse filter. Every literal of at least k + w - 1 bytes holds a whole
 * window, whose smallest hash depends on nothing else, so a line that contains the literal has set
 * it: a filter never rules out a real match. Of mixed logs a sparse filter takes 2 % of the chunk
 * and a dense one 6 %, but of lines with random identifiers a dense one would take 16 %.
 *
 * <p><b>Metadata</b> keys are FNV-1a-64 of name, 0x00, value, finished with a multiply and a shift,
 * set with 7 probes.
 */
@NullMarked
package io.millrace.filter;

import org.jspecify.annotations.NullMarked;
