package io.millrace.agent.pipeline;

import io.millrace.agent.entry.LogEntry;
import io.millrace.template.Dialect;
import io.millrace.template.Template;
import io.millrace.template.TemplateException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A template over an entry's extracted values, with {@code .Value} and {@code .Entry}. Immutable.
 */
final class TemplateText {
  private final @Nullable Template template;
  private final String literal;

  private TemplateText(@Nullable Template template, String literal) {
    this.template = template;
    this.literal = literal;
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  static TemplateText of(String name, String text) {
    try {
      boolean isPlain = !text.contains("{{");
      return new TemplateText(
          isPlain ? null : Template.parse(name, text, Dialect.PROMTAIL), isPlain ? text : "");
    } catch (TemplateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The text for an entry; null when a function failed, upon which the stage does nothing. */
  @Nullable String apply(LogEntry entry, @Nullable String value) {
    Template parsed = template;
    if (parsed == null) {
      return literal;
    }
    Map<String, String> fields = new TreeMap<>();
    entry
        .extracted()
        .forEach(
            (name, each) -> {
              String text = Values.text(each);
              if (text != null) {
                fields.put(name, text);
              }
            });
    if (value != null) {
      fields.put("Value", value);
    }
    fields.put("Entry", entry.text());
    try {
      return parsed.execute(new Fields(fields, entry.text(), entry.timestampNanos()));
    } catch (TemplateException failed) {
      // As in Promtail: what a template cannot make stays as it was.
      return null;
    }
  }

  private record Fields(Map<String, String> labels, String line, long timestampNanos)
      implements Template.Input {}
}
