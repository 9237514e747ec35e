package io.millrace.agent.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code regex}: puts the named groups of the first match into the extracted values; a group that
 * takes no part is empty.
 *
 * @param source name of the extracted value to read, or null for the line
 */
record RegexStage(Pattern expression, @Nullable String source) implements Stage {
  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = Values.input(entry, source);
    if (text != null) {
      Matcher match = expression.matcher(text);
      if (match.find()) {
        Map<String, @Nullable Object> values = entry.extracted();
        expression
            .namedGroups()
            .forEach(
                (name, index) -> {
                  String value = match.group(index);
                  values.put(name, value == null ? "" : value);
                });
      }
    }
    next.accept(entry);
  }
}
