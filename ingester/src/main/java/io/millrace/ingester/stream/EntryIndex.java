package io.millrace.ingester.stream;

import io.millrace.labels.Labels;
import java.util.Arrays;

/**
 * Finds out whether there is an entry of the same time, line and metadata: a hash table of entry
 * numbers with open addressing, by time and line. Equality is decided on the content, so a
 * collision of hashes drops nothing.
 */
final class EntryIndex {
  private static final int EMPTY = -1;

  private final OpenEntries entries;
  private int[] table;
  private int used;

  EntryIndex(OpenEntries entries) {
    this.entries = entries;
    int capacity = Integer.highestOneBit(Math.max(8, entries.size()) * 4);
    table = filled(capacity);
    for (int entry = 0; entry < entries.size(); entry++) {
      add(entry);
    }
  }

  private static int[] filled(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, EMPTY);
    return table;
  }

  static int hash(byte[] bytes, int start, int length) {
    int hash = 1;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  private static int slot(long timestamp, int lineHash, int capacity) {
    long mixed =
        (timestamp ^ ((long) lineHash << 32 | (lineHash & 0xFFFFFFFFL))) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (capacity - 1);
  }

  boolean contains(long timestamp, byte[] line, int start, int length, Labels metadata) {
    int at = slot(timestamp, hash(line, start, length), table.length);
    while (table[at] != EMPTY) {
      int entry = table[at];
      if (entries.timestampAt(entry) == timestamp
          && entries.contentEquals(entry, line, start, length, metadata)) {
        return true;
      }
      at = (at + 1) & (table.length - 1);
    }
    return false;
  }

  void add(int entry) {
    if (2 * (used + 1) > table.length) {
      int[] old = table;
      table = filled(2 * old.length);
      for (int known : old) {
        if (known != EMPTY) {
          place(known);
        }
      }
    }
    place(entry);
    used++;
  }

  private void place(int entry) {
    int at = slot(entries.timestampAt(entry), entries.lineHashAt(entry), table.length);
    while (table[at] != EMPTY) {
      at = (at + 1) & (table.length - 1);
    }
    table[at] = entry;
  }
}
