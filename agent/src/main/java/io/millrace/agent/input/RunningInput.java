package io.millrace.agent.input;

import org.jspecify.annotations.Nullable;

/** A source that is open. Safe for use by any thread. */
public interface RunningInput {
  /** What it reads from, with the real port. */
  String place();

  /** What keeps it from reading; null for nothing. */
  default @Nullable String problem() {
    return null;
  }

  /** Reads nothing any more when this returns; what was read is with the delivery. */
  void stop() throws InterruptedException;
}
