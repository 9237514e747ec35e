package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code logfmt}: puts values of a line of {@code key=value} pairs into the extracted values.
 *
 * @param names extracted name by key
 * @param source name of the extracted value to read, or null for the line
 */
record LogfmtStage(Map<String, String> names, @Nullable String source) implements Stage {
  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text =
        source == null ? entry.text() : Values.text(entry.extracted().getOrDefault(source, null));
    if (text != null) {
      read(text, entry.extracted());
    }
    next.accept(entry);
  }

  private void read(String text, Map<String, @Nullable Object> values) {
    int at = 0;
    int end = text.length();
    while (at < end) {
      while (at < end && text.charAt(at) <= ' ') {
        at++;
      }
      int keyStart = at;
      while (at < end && text.charAt(at) > ' ' && text.charAt(at) != '=') {
        at++;
      }
      String key = text.substring(keyStart, at);
      String value = "";
      if (at < end && text.charAt(at) == '=') {
        at++;
        if (at < end && text.charAt(at) == '"') {
          int close = closingQuote(text, at + 1);
          if (close < 0) {
            return;
          }
          value = unquote(text.substring(at + 1, close));
          at = close + 1;
        } else {
          int valueStart = at;
          while (at < end && text.charAt(at) > ' ') {
            at++;
          }
          value = text.substring(valueStart, at);
        }
      }
      String name = names.get(key);
      if (name != null && !key.isEmpty()) {
        values.put(name, value);
      }
    }
  }

  private static int closingQuote(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    return -1;
  }

  private static String unquote(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'u' -> {
          int point = i + 5 <= text.length() ? hex(text, i + 1) : -1;
          out.append(point < 0 ? "u" : String.valueOf((char) point));
          i += point < 0 ? 0 : 4;
        }
        default -> out.append(escaped);
      }
    }
    return out.toString();
  }

  private static int hex(String text, int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
