package io.millrace.agent.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code replace}: replaces every capture group of every match by a text. What a named group of the
 * first match had is extracted under its name, replaced as that text was replaced last.
 *
 * @param source name of the extracted value to change, or null for the line
 * @param replacement a template whose {@code .Value} is the captured text
 */
record ReplaceStage(Pattern expression, @Nullable String source, TemplateText replacement)
    implements Stage {
  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = Values.input(entry, source);
    if (text != null && expression.groupCount() > 0) {
      Matcher match = expression.matcher(text);
      if (match.find()) {
        replace(entry, text, match);
      }
    }
    next.accept(entry);
  }

  private void replace(LogEntry entry, String text, Matcher match) {
    Map<String, String> replaced = new HashMap<>();
    Map<String, String> firstTexts = new HashMap<>();
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    do {
      for (int group = 1; group <= match.groupCount(); group++) {
        String captured = match.group(group);
        if (captured == null) {
          continue;
        }
        String with = replacement.apply(entry, captured);
        if (with == null) {
          return;
        }
        replaced.put(captured, with);
        // A group within one that was replaced has no place of its own any more.
        if (match.start(group) >= done) {
          out.append(text, done, match.start(group)).append(with);
          done = match.end(group);
        }
      }
      if (firstTexts.isEmpty()) {
        expression
            .namedGroups()
            .forEach((name, group) -> firstTexts.put(name, textOf(match.group(group))));
      }
    } while (match.find());
    String changed = out.append(text, done, text.length()).toString();
    if (source == null) {
      entry.text(changed);
    } else {
      entry.extracted().put(source, changed);
    }
    firstTexts.forEach(
        (name, captured) -> {
          String with = replaced.get(captured);
          if (with != null) {
            entry.extracted().put(name, with);
          }
        });
  }

  /** A group that takes no part has the empty text. */
  private static String textOf(@Nullable String captured) {
    return captured == null ? "" : captured;
  }
}
