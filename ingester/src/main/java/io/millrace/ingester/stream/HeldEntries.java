package io.millrace.ingester.stream;

import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import java.util.List;

/**
 * Entries of one stream in memory. The parts may overlap in time.
 *
 * @param sealed those that are compressed
 * @param open those that are not, each batch with at least one entry and in order of time
 */
public record HeldEntries(List<SealedBlock> sealed, List<EntryBatch> open) {
  static final HeldEntries NONE = new HeldEntries(List.of(), List.of());
}
