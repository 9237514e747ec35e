/**
 * Snappy in plain Java: the block format, which wraps push requests, and the framing format, which
 * Loki's chunks use for their metadata and for snappy-coded blocks.
 *
 * <p>Sources: {@code format_description.txt} and {@code framing_format.txt} of
 * github.com/google/snappy. A block is the uncompressed length (uvarint) and then elements, told
 * apart by the two low bits of their first byte:
 *
 * <pre>
 * 00  literal: six bits hold length - 1, or 60..63 for 1..4 little-endian bytes of length - 1
 * 01  copy: three bits hold length - 4, the other three and one more byte the offset
 * 10  copy: six bits hold length - 1, two little-endian bytes the offset
 * 11  copy: six bits hold length - 1, four little-endian bytes the offset
 * </pre>
 *
 * <p>A framed stream is a run of chunks: a type byte, three little-endian bytes of length, the
 * data. Type 0xFF opens the stream ("sNaPpY"), 0x00 is a block and 0x01 plain bytes, both of at
 * most 65,536 bytes and behind the masked CRC-32C of what they stand for; 0x80 to 0xFE are passed
 * over.
 */
@NullMarked
package io.millrace.snappy;

import org.jspecify.annotations.NullMarked;
