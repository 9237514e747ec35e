package io.millrace.store;

import io.millrace.chunk.BlockLines;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.entry.MetadataVolume;
import java.io.IOException;

/**
 * A run of entries of one stream that is read in one piece: a block of a stored chunk, or what a
 * stream holds in memory. Blocks of one stream may overlap in time, and may repeat entries of
 * another block (equal in time, line and metadata) after a client sent them twice; a reader has to
 * drop the repeats.
 *
 * <p>Safe for use by any number of threads.
 */
public interface StoredBlock {
  /** Time of the oldest entry, in nanoseconds since 1970. */
  long minTimestamp();

  /** Time of the newest entry, in nanoseconds since 1970; inclusive. */
  long maxTimestamp();

  int entries();

  /** Sum of the lengths of the lines, in bytes, without terminators. */
  long lineBytes();

  /** False when {@link #lineBytes()} is an estimate, as it is for chunks that Loki wrote. */
  default boolean lineBytesAreExact() {
    return true;
  }

  /**
   * What the block's structured metadata adds to {@link #lineBytes} in a {@linkplain
   * io.millrace.entry.MetadataVolume volume}; where that is not kept, 8 bytes for each entry, which
   * mostly has its level and nothing else.
   */
  default long metadataBytes() {
    return (long) MetadataVolume.PAIR_BYTES * entries();
  }

  /** Bytes that reading the block takes from storage; zero when it lies in memory. */
  long storedBytes();

  /** Whether reading takes a request over a network, so that it pays to prefetch. */
  default boolean isRemote() {
    return false;
  }

  /** A hint that {@link #read} will follow. */
  default void prefetch() {}

  /** A hint that {@link #timestamps} or {@link #outline} will follow. */
  default void prefetchOutline() {}

  /**
   * False only when no line of the block contains {@code literal}: a reader may then skip the
   * block.
   *
   * @param literal bytes as they stand in a line
   * @param ignoreAsciiCase whether letters A to Z match either case
   */
  boolean mayContain(byte[] literal, boolean ignoreAsciiCase);

  /**
   * The entries in ascending order of time; entries of equal time in order of arrival.
   *
   * @throws IOException when the block can't be read or is damaged; the message says which block of
   *     which object
   */
  EntryBatch read() throws IOException;

  /**
   * The entries, with their lines taken apart where {@link #read} would have to put them together
   * first.
   *
   * @throws IOException as {@link #read}
   */
  default BlockLines readLines() throws IOException {
    return new BlockLines.Whole(read());
  }

  /**
   * The times of the entries alone, in ascending order; cheaper than {@link #read} where the format
   * keeps them apart from the lines.
   *
   * @throws IOException as {@link #read}
   */
  default long[] timestamps() throws IOException {
    EntryBatch batch = read();
    long[] timestamps = new long[batch.size()];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = batch.timestamp(i);
    }
    return timestamps;
  }

  /**
   * Times and sizes of the entries; cheaper than {@link #read} where the format keeps them apart
   * from the lines.
   *
   * @throws IOException as {@link #read}
   */
  default EntryOutline outline() throws IOException {
    return EntryOutline.of(read());
  }
}
