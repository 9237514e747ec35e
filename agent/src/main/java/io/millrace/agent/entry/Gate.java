package io.millrace.agent.entry;

/** Tells a reader whether to go on. Safe for use by any thread. */
@FunctionalInterface
public interface Gate {
  /** Whether there is room for more entries. */
  boolean hasRoom();
}
