package io.millrace.querier.tail;

import java.util.ArrayList;
import java.util.List;

/** Remembers what was dropped until it is reported, up to a bound. Thread-safe. */
final class Backlog {
  private static final int MAX_REMEMBERED = 1000;

  private List<DroppedEntry> dropped = new ArrayList<>();

  synchronized void drop(DroppedEntry entry) {
    if (dropped.size() < MAX_REMEMBERED) {
      dropped.add(entry);
    }
  }

  /** What is to be reported; it stays until {@link #reported}. */
  synchronized List<DroppedEntry> toReport() {
    return List.copyOf(dropped);
  }

  /** Forgets the first entries, which were reported. */
  synchronized void reported(int count) {
    dropped = new ArrayList<>(dropped.subList(count, dropped.size()));
  }
}
