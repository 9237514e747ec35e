package io.millrace.logql.syntax;

import io.millrace.units.Utf8;
import io.millrace.units.ValueException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Go's string literals. */
final class StringLiteral {
  private static final String SIMPLE = "abfnrtv\\\"";
  private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000b\\\"";

  private StringLiteral() {}

  /**
   * Offset behind the closing quote of the literal that begins at {@code from}.
   *
   * @throws ValueException with the message of Go's scanner when the literal is malformed
   */
  static int end(String text, int from) throws ValueException {
    char quote = text.charAt(from);
    int at = from + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote) {
        return at + 1;
      }
      if (quote != '`' && c == '\n') {
        break;
      }
      at = quote != '`' && c == '\\' ? escapeEnd(text, at + 1, quote) : at + 1;
    }
    throw new ValueException("literal not terminated");
  }

  /** How many characters stand in the literal at {@code from..to}, quotes included. */
  static int characters(String text, int from, int to) {
    int count = 0;
    int at = from + 1;
    while (at < to - 1) {
      try {
        at =
            text.charAt(at) == '\\'
                ? escapeEnd(text, at + 1, text.charAt(from))
                : at + Character.charCount(text.codePointAt(at));
      } catch (ValueException malformed) {
        return -1;
      }
      count++;
    }
    return count;
  }

  private static int escapeEnd(String text, int letter, char quote) throws ValueException {
    char c = letter < text.length() ? text.charAt(letter) : '\n';
    if (c == quote || "abfnrtv\\".indexOf(c) >= 0) {
      return letter + 1;
    }
    return switch (c) {
      case 'x' -> digitsEnd(text, letter + 1, 2, 16);
      case 'u' -> digitsEnd(text, letter + 1, 4, 16);
      case 'U' -> digitsEnd(text, letter + 1, 8, 16);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> digitsEnd(text, letter, 3, 8);
      default -> throw new ValueException("invalid char escape");
    };
  }

  private static int digitsEnd(String text, int from, int count, int radix) throws ValueException {
    for (int i = from; i < from + count; i++) {
      if (i >= text.length()
          || text.charAt(i) >= 0x80
          || Character.digit(text.charAt(i), radix) < 0) {
        throw new ValueException("invalid char escape");
      }
    }
    return from + count;
  }

  /** The value of the literal {@code text}, quotes included; null when an escape is not one. */
  static @Nullable String unquote(String text) {
    String body = text.substring(1, text.length() - 1);
    if (text.charAt(0) == '`') {
      return body.replace("\r", "");
    }
    if (body.indexOf('\\') < 0) {
      return body;
    }
    // Octal and hexadecimal escapes are bytes of UTF-8, so the value is built as bytes.
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length());
    int at = 0;
    while (at < body.length()) {
      int backslash = body.indexOf('\\', at);
      if (backslash < 0) {
        backslash = body.length();
      }
      out.writeBytes(body.substring(at, backslash).getBytes(StandardCharsets.UTF_8));
      at = backslash;
      if (at < body.length()) {
        at = escape(body, at + 1, out);
        if (at < 0) {
          return null;
        }
      }
    }
    return Utf8.decode(out.toByteArray());
  }

  /** Writes the escape whose letter is at {@code at}; returns the offset behind it, or -1. */
  private static int escape(String body, int at, ByteArrayOutputStream out) {
    if (at >= body.length()) {
      return -1;
    }
    char letter = body.charAt(at);
    int simple = SIMPLE.indexOf(letter);
    if (simple >= 0) {
      out.write(SIMPLE_VALUES.charAt(simple));
      return at + 1;
    }
    return switch (letter) {
      case 'x' -> number(body, at + 1, 2, 16, 0xFF, true, out);
      case 'u' -> number(body, at + 1, 4, 16, 0xFFFF, false, out);
      case 'U' -> number(body, at + 1, 8, 16, Character.MAX_CODE_POINT, false, out);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> number(body, at, 3, 8, 0xFF, true, out);
      default -> -1;
    };
  }

  private static int number(
      String body,
      int from,
      int digits,
      int radix,
      int max,
      boolean oneByte,
      ByteArrayOutputStream out) {
    if (from + digits > body.length()) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(body.charAt(i), radix);
      if (digit < 0 || body.charAt(i) >= 0x80) {
        return -1;
      }
      value = value * radix + digit;
    }
    boolean surrogate = !oneByte && value >= 0xD800 && value < 0xE000;
    if (value > max || surrogate) {
      return -1;
    }
    if (oneByte) {
      out.write((int) value);
    } else {
      out.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
    }
    return from + digits;
  }
}
