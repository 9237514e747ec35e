package io.millrace.template;

import io.millrace.units.GoFloat;
import io.millrace.units.GoUnquote;
import io.millrace.units.ValueException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Go's literals in actions. */
final class GoLiterals {
  private GoLiterals() {}

  static String string(String literal, TemplateParser parser) throws TemplateException {
    String body = literal.substring(1, literal.length() - 1);
    if (literal.charAt(0) == '`') {
      return body.replace("\r", "");
    }
    try {
      return GoUnquote.unescape(body);
    } catch (ValueException e) {
      throw parser.error("invalid syntax");
    }
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
