package io.millrace.ingester.stream;

import io.millrace.entry.EntryBatch;

/**
 * Entries that take no more entries and go to the store.
 *
 * @param packId of the pack that they are written to: a reader that finds the pack in the index
 *     knows by it that these entries are the same
 * @param entries in order of time
 * @param firstLsn of the log record that the oldest arrival comes from; Long.MAX_VALUE when the
 *     store has them
 * @param memoryBytes about what they take of the heap
 */
public record FrozenHead(String packId, EntryBatch entries, long firstLsn, long memoryBytes) {
  public long minTimestamp() {
    return entries.timestamp(0);
  }

  public long maxTimestamp() {
    return entries.timestamp(entries.size() - 1);
  }
}
