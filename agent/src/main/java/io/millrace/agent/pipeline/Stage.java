package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;

/** One step of a pipeline, with the memory of one file. Used by one thread at a time. */
@FunctionalInterface
public interface Stage {
  /** Takes an entry and passes on none, it, or others. */
  void process(LogEntry entry, EntryConsumer next);

  /** Passes on what has been withheld long enough; called often. */
  default void tick(long nowNanos, EntryConsumer next) {}

  /** Passes on everything withheld: the file has ended. */
  default void end(EntryConsumer next) {}

  /** Where in a content the first withheld line starts, {@link Long#MAX_VALUE} for none. */
  default long heldFrom(Progress content) {
    return Long.MAX_VALUE;
  }
}
