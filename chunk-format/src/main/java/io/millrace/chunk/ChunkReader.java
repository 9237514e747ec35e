package io.millrace.chunk;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.util.List;

/**
 * An open chunk: its structure was read and verified, its blocks were not. Safe for use by any
 * number of threads.
 */
public interface ChunkReader {
  /** The tenant that the chunk names; empty when it names none. */
  String tenant();

  /** The labels of the stream. */
  Labels labels();

  /** The blocks in the order of the chunk, which is the order of time unless Loki wrote it. */
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
   * False only when no line of the chunk contains {@code literal}.
   *
   * @param ignoreAsciiCase whether letters A to Z of the literal match either case
   */
  boolean mayContain(byte[] literal, boolean ignoreAsciiCase);
}
