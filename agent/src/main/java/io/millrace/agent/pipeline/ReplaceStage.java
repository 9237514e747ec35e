package io.millrace.agent.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code replace}: replaces every capture group of every match by a text.
 *
 * @param source name of the extracted value to change, or null for the line
 * @param replacement a template whose {@code .Value} is the captured text
 */
record ReplaceStage(Pattern expression, @Nullable String source, TemplateText replacement)
    implements Stage {
  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = source == null ? entry.text() : Values.text(entry.extracted().get(source));
    if (text != null && expression.groupCount() > 0) {
      Matcher match = expression.matcher(text);
      if (match.find()) {
        replace(entry, text, match);
      }
    }
    next.accept(entry);
  }

  private void replace(LogEntry entry, String text, Matcher match) {
    Map<Integer, String> first = new HashMap<>();
    boolean isFirst = true;
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    do {
      for (int group = 1; group <= match.groupCount(); group++) {
        int start = match.start(group);
        // A group within one that was replaced has no text of its own any more.
        if (start < 0 || start < done) {
          continue;
        }
        String with = replacement.apply(entry, match.group(group));
        if (with == null) {
          return;
        }
        out.append(text, done, start).append(with);
        done = match.end(group);
        if (isFirst) {
          first.put(group, with);
        }
      }
      isFirst = false;
    } while (match.find());
    String changed = out.append(text, done, text.length()).toString();
    if (source == null) {
      entry.text(changed);
    } else {
      entry.extracted().put(source, changed);
    }
    expression
        .namedGroups()
        .forEach((name, group) -> entry.extracted().put(name, first.getOrDefault(group, "")));
  }
}
