/**
 * The write-ahead log: what makes an acknowledged push survive a crash.
 *
 * <p>A push is written here and synced before it is acknowledged and before any query sees it. The
 * log is a row of segment files {@code <number, 16 digits>.wal}. A segment goes away when all that
 * it holds has been flushed to the store; there are no checkpoints.
 *
 * <h2>Segment file, version 1</h2>
 *
 * All integers are little-endian.
 *
 * <pre>
 * header, 40 bytes
 *   0  4  magic "MLW1"
 *   4  4  version, 1
 *   8  8  segment number, as in the file's name
 *  16  8  LSN of the first record
 *  24  8  salt: random bits that every record's checksum starts from
 *  32  4  flags: 1 = LSNs between the segment before and this one were never used
 *  36  4  CRC-32C of bytes 0 to 35
 *
 * record, starts at a multiple of 8
 *   0  4  length of the stored payload in bytes, 1 to 67,108,864
 *   4  4  CRC-32C of salt, bytes 8 to 23 and the stored payload
 *   8  8  LSN: rises by 1 from record to record, also over segments
 *  16  1  codec of the payload: 0 none, 1 LZ4 block
 *  17  3  reserved, 0
 *  20  4  length of the payload without compression, at most 268,435,456
 *  24     payload, then zeros up to a multiple of 8
 * </pre>
 *
 * <p>The salt keeps bytes of another segment, left in the same disk blocks, from being taken for
 * records of this one.
 *
 * <h2>Reading after a crash</h2>
 *
 * Segments are read in order. Bytes that are no record at the end of a segment, with no record
 * behind them, are a torn write that nobody was told of: they are ignored. Bytes that are no record
 * with records behind them are damage: the segment is kept aside for inspection, the loss is
 * counted and reported with its LSNs, and reading goes on behind it.
 *
 * <p>After a failed write or sync the segment is given up, since the state of the file is not known
 * then; the next record opens a new one. LSNs of records that were never acknowledged are used
 * again.
 */
@NullMarked
package io.millrace.ingester.wal;

import org.jspecify.annotations.NullMarked;
