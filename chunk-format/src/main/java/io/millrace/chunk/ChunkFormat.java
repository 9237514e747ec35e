package io.millrace.chunk;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.List;

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

  /**
   * Blocks of all the entries, to become part of a chunk later.
   *
   * @param entries at least one, in ascending order of time
   * @throws IllegalArgumentException when there is no entry, or time goes backwards
   */
  List<SealedBlock> seal(EntryBatch entries);

  /**
   * One chunk of blocks that this format has sealed, with the same settings or others. Blocks may
   * overlap in time.
   *
   * @param blocks at least one, in ascending order of their oldest entries
   */
  EncodedChunk assemble(String tenant, Labels labels, List<SealedBlock> blocks);
}
