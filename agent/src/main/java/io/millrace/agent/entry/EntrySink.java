package io.millrace.agent.entry;

import org.jspecify.annotations.Nullable;

/** Where entries go when all stages are through. Safe for use by any thread. */
@FunctionalInterface
public interface EntrySink {
  /**
   * Takes a copy of the entry, room or not.
   *
   * @return the gate to wait at before the next entry; null when there is room
   */
  @Nullable Gate accept(LogEntry entry);

  /**
   * What was not accepted yet, or is not acknowledged, may soon be gone from where it comes from:
   * secures what it can, and returns at once.
   */
  default void relieve() {}
}
