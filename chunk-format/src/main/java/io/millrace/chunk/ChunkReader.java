package io.millrace.chunk;

import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open chunk: its structure was read and verified, its blocks were not. Safe for use by any
 * number of threads.
 */
public interface ChunkReader {
  /** The tenant that the chunk names; empty when it names none. */
  String tenant();

  /** The labels of the stream. */
  Labels labels();

  /**
   * The blocks in the order of the chunk. They may overlap in time, and Loki's are in any order.
   */
  List<BlockInfo> blocks();

  /**
   * Decodes one block.
   *
   * @param block index into {@link #blocks()}
   * @throws io.millrace.bytes.FormatException when the block is damaged; the other blocks stay
   *     readable
   * @throws IOException when its bytes can't be read
   */
  EntryBatch read(int block) throws IOException;

  /**
   * One block, taken apart.
   *
   * @return null when its lines are not stored as templates
   * @throws io.millrace.bytes.FormatException when the block is damaged
   * @throws IOException when its bytes can't be read
   */
  default @Nullable TemplatedBlock readTemplated(int block) throws IOException {
    return null;
  }

  /**
   * One block, taken apart if its lines are stored as templates, else as {@link #read} gives it.
   *
   * @throws io.millrace.bytes.FormatException when the block is damaged
   * @throws IOException when its bytes can't be read
   */
  default BlockLines readLines(int block) throws IOException {
    return new BlockLines.Whole(read(block));
  }

  /** The timestamps of one block, without its lines if the format can tell them apart. */
  default long[] readTimestamps(int block) throws IOException {
    EntryBatch entries = read(block);
    long[] timestamps = new long[entries.size()];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = entries.timestamp(i);
    }
    return timestamps;
  }

  /** Times and sizes of the entries of one block, without its lines if the format keeps them. */
  default EntryOutline readOutline(int block) throws IOException {
    return EntryOutline.of(read(block));
  }

  /** A hint that {@link #read} of the block will follow. */
  default void prefetch(int block) {}

  /** A hint that {@link #readTimestamps} or {@link #readOutline} of the block will follow. */
  default void prefetchOutline(int block) {}

  /**
   * How often each value of a metadata name occurs in a block, without reading the block. Entries
   * that are in no count do not have the name.
   *
   * @return null when the chunk does not know
   */
  default @Nullable List<ValueCount> counts(int block, String name) {
    return null;
  }

  /**
   * False only when no line of the chunk contains {@code literal}.
   *
   * @param ignoreAsciiCase whether letters A to Z of the literal match either case
   */
  boolean mayContain(byte[] literal, boolean ignoreAsciiCase);

  /** False only when no entry of the chunk has structured metadata of this name and value. */
  default boolean mayContainMetadata(String name, String value) {
    return true;
  }
}
