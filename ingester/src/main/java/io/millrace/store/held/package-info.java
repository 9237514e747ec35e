/**
 * How an ingester tells another process what it holds in memory: the question, and the frames of
 * the answer.
 *
 * <p>The hand-over between memory and store works as within one process, where memory is looked at
 * before the index. An answer begins with the packs that the ingester has flushed since the asker
 * last asked; the asker takes these into its index before it reads it, so nothing is missed. And
 * the answer names, stream by stream, the packs that its entries are on their way to; the asker
 * leaves these streams of these packs out, so nothing is seen twice.
 *
 * <p>Question (varints and strings as in {@link io.millrace.bytes}):
 *
 * <pre>
 * u8 version, 1
 * utf8 tenant
 * svarint start and svarint end in nanoseconds since 1970; the end is excluded
 * u8 1 when blocks are wanted, 0 for label sets alone
 * utf8 run and uvarint sequence of the last answer; an empty run if there was none
 * uvarint number of matchers, and for each: utf8 name, utf8 operator, utf8 value
 * </pre>
 *
 * <p>Answer: frames of a type (u8), a length (u32, big endian) and that many bytes.
 *
 * <pre>
 * 1 packs   utf8 run, u8 complete, uvarint sequence,
 *           uvarint n and n names of packs flushed since the sequence that was asked with,
 *           uvarint number of a freeze, uvarint n and n names of packs: those of the freezes after it
 * 2 stream  uvarint n and n label names and values, uvarint number of the stream's last freeze,
 *           uvarint n and n names of packs that its entries are on their way to
 * 3 blocks  a columnar chunk without tenant, labels and filters, of the stream before it
 * 4 end     nothing; an answer without it is cut off
 * 5 alive   nothing; now and then in an answer that goes on for long
 * </pre>
 *
 * <p>When {@code complete} is 0 the ingester does not remember what it has flushed since: the asker
 * has to look at all packs of the store, and to ask again. Nothing but the end follows.
 */
@NullMarked
package io.millrace.store.held;

import org.jspecify.annotations.NullMarked;
