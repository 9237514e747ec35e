package io.millrace.agent.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * {@code replace}: replaces every capture group of every match by a text.
 *
 * @param source name of the extracted value to change, or null for the line
 */
record ReplaceStage(Pattern expression, @Nullable String source, String replacement)
    implements Stage {
  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = source == null ? entry.text() : Values.text(entry.extracted().get(source));
    if (text != null) {
      Matcher match = expression.matcher(text);
      StringBuilder out = new StringBuilder(text.length());
      int done = 0;
      boolean isFirst = true;
      while (match.find()) {
        for (int group = 1; group <= match.groupCount(); group++) {
          // A group within one that was replaced has no text of its own any more.
          if (match.start(group) >= done && match.start(group) >= 0) {
            out.append(text, done, match.start(group)).append(replacement);
            done = match.end(group);
          }
        }
        if (isFirst) {
          isFirst = false;
          expression.namedGroups().keySet().forEach(n -> entry.extracted().put(n, replacement));
        }
      }
      if (!isFirst && expression.groupCount() > 0) {
        String changed = out.append(text, done, text.length()).toString();
        if (source == null) {
          entry.text(changed);
        } else {
          entry.extracted().put(source, changed);
        }
      }
    }
    next.accept(entry);
  }
}
