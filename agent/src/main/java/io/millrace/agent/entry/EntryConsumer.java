package io.millrace.agent.entry;

/** Takes entries one after another. The entry belongs to the caller again when this returns. */
@FunctionalInterface
public interface EntryConsumer {
  void accept(LogEntry entry);
}
