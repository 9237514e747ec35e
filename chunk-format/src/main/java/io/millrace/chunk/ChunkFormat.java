package io.millrace.chunk;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;

/**
 * Writes chunks. The same input and settings give the same bytes. Implementations are immutable and
 * safe for use by any number of threads.
 */
public interface ChunkFormat {
  /**
   * One chunk of all the entries.
   *
   * @param entries at least one, in ascending order of time
   * @throws IllegalArgumentException when there is no entry, or time goes backwards
   */
  EncodedChunk encode(String tenant, Labels labels, EntryBatch entries);
}
