package io.millrace.querier.tail;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.LinkedHashSet;

/**
 * Remembers the entries that passed a tail last, by a hash of 64 bits: the store drops an entry
 * that a client pushes again, and so does the tail. Not safe for concurrent use.
 */
final class RecentEntries {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final int capacity;
  private final LinkedHashSet<Long> hashes = new LinkedHashSet<>();

  /**
   * Remembers nothing yet.
   *
   * @param capacity how many entries are remembered, at about 70 bytes each
   */
  RecentEntries(int capacity) {
    this.capacity = capacity;
  }

  /** Whether an entry is none of those remembered; it is then. */
  boolean add(Labels stream, EntryBatch entries, int i) {
    if (!hashes.add(hash(stream, entries, i))) {
      return false;
    }
    if (hashes.size() > capacity) {
      hashes.removeFirst();
    }
    return true;
  }

  private static long hash(Labels stream, EntryBatch entries, int i) {
    long hash = FNV_OFFSET;
    byte[] bytes = entries.lineBytes();
    for (int at = entries.lineStart(i); at < entries.lineEnd(i); at++) {
      hash = (hash ^ (bytes[at] & 0xFF)) * FNV_PRIME;
    }
    hash = (hash ^ entries.timestamp(i)) * FNV_PRIME;
    hash = (hash ^ stream.hashCode()) * FNV_PRIME;
    return (hash ^ entries.metadata(i).hashCode()) * FNV_PRIME;
  }
}
