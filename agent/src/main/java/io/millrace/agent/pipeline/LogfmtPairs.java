package io.millrace.agent.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * The pairs of a logfmt line, one after another. A key without a value has an empty one. A quote in
 * a key or in a value without quotes, a second {@code =}, a pair without a key and a quoted value
 * that does not end or has an unknown escape end the line: what comes before them counts.
 */
final class LogfmtPairs {
  private final String text;
  private int at;
  private String key = "";
  private String value = "";

  LogfmtPairs(String text) {
    this.text = text;
  }

  String key() {
    return key;
  }

  String value() {
    return value;
  }

  /** Goes on to the next pair; false when there is none any more. */
  boolean next() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    int start = at;
    while (isPlain()) {
      at++;
    }
    key = text.substring(start, at);
    value = "";
    if (key.isEmpty() || isAt('"')) {
      return end();
    }
    if (!isAt('=')) {
      return true;
    }
    at++;
    if (isAt('"')) {
      return quoted();
    }
    int valueStart = at;
    while (isPlain()) {
      at++;
    }
    value = text.substring(valueStart, at);
    return (!isAt('=') && !isAt('"')) || end();
  }

  private boolean end() {
    at = text.length();
    return false;
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean isPlain() {
    return at < text.length()
        && text.charAt(at) > ' '
        && text.charAt(at) != '='
        && text.charAt(at) != '"';
  }

  private boolean quoted() {
    int start = ++at;
    boolean isEscaped = false;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      isEscaped |= text.charAt(at) == '\\';
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (!isAt('"')) {
      return end();
    }
    String between = text.substring(start, at++);
    String unescaped = isEscaped ? unescape(between) : between;
    if (unescaped == null) {
      return end();
    }
    value = unescaped;
    return true;
  }

  private static @Nullable String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        return null;
      }
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case '"', '\\', '/', '\'' -> out.append(escaped);
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          int unit = hex(text, i + 1);
          if (unit < 0) {
            return null;
          }
          out.append((char) unit);
          i += 4;
        }
        default -> {
          return null;
        }
      }
    }
    return out.toString();
  }

  /** Four digits as a number, -1 when they are none. */
  private static int hex(String text, int from) {
    if (from + 4 > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
