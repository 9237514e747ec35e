package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code logfmt}: puts values of a line of {@code key=value} pairs into the extracted values, up to
 * where the line is none any more.
 *
 * @param names extracted name by key
 * @param source name of the extracted value to read, or null for the line
 */
record LogfmtStage(Map<String, String> names, @Nullable String source) implements Stage {
  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = Values.input(entry, source);
    if (text != null) {
      LogfmtPairs pairs = new LogfmtPairs(text);
      while (pairs.next()) {
        String name = names.get(pairs.key());
        if (name != null) {
          entry.extracted().put(name, pairs.value());
        }
      }
    }
    next.accept(entry);
  }
}
