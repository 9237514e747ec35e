package io.millrace.ingester.stream;

/**
 * Entries that take no more entries and go to the store.
 *
 * @param packId of the pack that they are written to: a reader that finds the pack in the index
 *     knows by it that these entries are the same
 * @param firstLsn of the log record that the oldest arrival comes from; Long.MAX_VALUE when the
 *     store has them
 * @param memoryBytes about what they take of the heap
 */
public record FrozenHead(String packId, HeldEntries entries, long firstLsn, long memoryBytes) {}
