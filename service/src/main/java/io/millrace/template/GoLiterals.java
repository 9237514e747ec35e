package io.millrace.template;

import io.millrace.units.GoFloat;
import io.millrace.units.Utf8;
import io.millrace.units.ValueException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Go's literals in actions. */
final class GoLiterals {
  private static final String LETTERS = "abfnrtv\\\"'";
  private static final String VALUES = "\u0007\b\f\n\r\t\u000b\\\"'";

  private GoLiterals() {}

  static String string(String literal, TemplateParser parser) throws TemplateException {
    String body = literal.substring(1, literal.length() - 1);
    if (literal.charAt(0) == '`') {
      return body.replace("\r", "");
    }
    if (body.indexOf('\\') < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length()) {
      int c = body.codePointAt(at);
      if (c != '\\') {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(c);
      } else {
        at = escape(body, at + 1, out, parser);
      }
    }
    return Utf8.decode(out.toByteArray());
  }

  private static int escape(String body, int at, ByteArrayOutputStream out, TemplateParser parser)
      throws TemplateException {
    char letter = at < body.length() ? body.charAt(at) : 0;
    int simple = LETTERS.indexOf(letter);
    if (letter != 0 && simple >= 0) {
      out.write(VALUES.charAt(simple));
      return at + 1;
    }
    int digits =
        switch (letter) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> letter >= '0' && letter <= '7' ? 3 : 0;
        };
    boolean octal = letter >= '0' && letter <= '7';
    int from = octal ? at : at + 1;
    try {
      if (digits == 0) {
        throw new NumberFormatException("no such escape");
      }
      int value =
          Integer.parseInt(body, from, Math.min(body.length(), from + digits), octal ? 8 : 16);
      if (digits <= 3) {
        out.write(value);
      } else {
        out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException notAnEscape) {
      throw parser.error("invalid syntax");
    }
    return from + digits;
  }

  static Long character(String literal, TemplateParser parser) throws TemplateException {
    if (literal.length() == 2) {
      throw parser.error("invalid syntax");
    }
    String value = string("\"" + literal.substring(1, literal.length() - 1) + "\"", parser);
    if (value.codePointCount(0, value.length()) != 1) {
      throw parser.error("malformed character constant: " + literal);
    }
    return (long) value.codePointAt(0);
  }

  static Object number(String text, TemplateParser parser) throws TemplateException {
    boolean misplaced = text.contains("__") || text.endsWith("_");
    Long whole = misplaced ? null : whole(text);
    if (whole != null) {
      return whole;
    }
    if (!misplaced && text.matches("[+-]?[0-9][0-9_]*")) {
      throw parser.error("integer overflow: \"" + text + "\"");
    }
    try {
      return GoFloat.parse(text);
    } catch (ValueException e) {
      throw parser.error("illegal number syntax: \"" + text + "\"");
    }
  }

  /** A whole number in Go's syntax, with the bases that a prefix names; null when it is none. */
  static @Nullable Long whole(String text) {
    String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = 10;
    if (digits.startsWith("0x")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.startsWith("0b")) {
      radix = 2;
      digits = digits.substring(2);
    } else if (digits.startsWith("0o")) {
      radix = 8;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
      digits = digits.substring(1);
    }
    if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
      return null;
    }
    try {
      return Long.parseLong(negative ? "-" + digits : digits, radix);
    } catch (NumberFormatException notWhole) {
      return null;
    }
  }
}
