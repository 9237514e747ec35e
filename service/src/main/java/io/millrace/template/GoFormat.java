package io.millrace.template;

import io.millrace.labels.GoQuote;
import io.millrace.units.GoFloat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Go's {@code fmt.Sprintf}, for the values that templates have; one use per object. */
final class GoFormat {
  /** Widths and precisions beyond this are refused, as Go does. */
  private static final int MAX_WIDTH = 1_000_000;

  private final RunContext run;
  private final Object[] operands;
  private final StringBuilder out = new StringBuilder();
  private int next;
  private boolean reordered;

  // Of the verb at hand.
  private boolean minus;
  private boolean plus;
  private boolean sharp;
  private boolean zero;
  private boolean space;
  private int width;
  private int precision;

  GoFormat(RunContext run, Object[] operands) {
    this.run = run;
    this.operands = operands;
  }

  String format(String format) {
    int at = 0;
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        percent = format.length();
      }
      out.append(format, at, percent);
      at = percent;
      if (at < format.length()) {
        at = verb(format, at + 1);
      }
    }
    surplus();
    return out.toString();
  }

  private void surplus() {
    if (reordered || next >= operands.length) {
      return;
    }
    out.append("%!(EXTRA ");
    for (int i = next; i < operands.length; i++) {
      if (i > next) {
        out.append(", ");
      }
      out.append(Values.typeName(operands[i])).append('=').append(GoPrint.text(operands[i]));
    }
    out.append(')');
  }

  private int verb(String format, int from) {
    int at = flags(format, from);
    width = -1;
    precision = -1;
    int[] end = {at};
    boolean known = operandNumber(format, end);
    width = number(format, end);
    if (end[0] < format.length() && format.charAt(end[0]) == '.') {
      end[0]++;
      known &= operandNumber(format, end);
      precision = Math.max(0, number(format, end));
    }
    known &= operandNumber(format, end);
    at = end[0];
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return at;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (!known) {
      out.append("%!").appendCodePoint(verb).append("(BADINDEX)");
    } else if (next >= operands.length) {
      out.append("%!").appendCodePoint(verb).append("(MISSING)");
    } else {
      append(verb, operands[next++]);
    }
    return at;
  }

  /**
   * Takes an operand's number in brackets, if there is one; false when there is no such operand.
   */
  private boolean operandNumber(String format, int[] at) {
    if (at[0] >= format.length() || format.charAt(at[0]) != '[') {
      return true;
    }
    reordered = true;
    int close = format.indexOf(']', at[0]);
    if (close < 0) {
      at[0]++;
      return false;
    }
    String number = format.substring(at[0] + 1, close);
    at[0] = close + 1;
    if (!number.matches("[0-9]{1,6}")) {
      return false;
    }
    int wanted = Integer.parseInt(number);
    if (wanted < 1 || wanted > operands.length) {
      return false;
    }
    next = wanted - 1;
    return true;
  }

  private int flags(String format, int from) {
    minus = false;
    plus = false;
    sharp = false;
    zero = false;
    space = false;
    for (int at = from; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '-' -> minus = true;
        case '+' -> plus = true;
        case '#' -> sharp = true;
        case '0' -> zero = true;
        case ' ' -> space = true;
        default -> {
          return at;
        }
      }
    }
    return format.length();
  }

  private int number(String format, int[] at) {
    if (at[0] < format.length() && format.charAt(at[0]) == '*') {
      at[0]++;
      if (next < operands.length && operands[next] instanceof Long n && Math.abs(n) <= MAX_WIDTH) {
        next++;
        minus |= n < 0;
        return (int) Math.abs(n);
      }
      next++;
      return -1;
    }
    int value = -1;
    while (at[0] < format.length() && format.charAt(at[0]) >= '0' && format.charAt(at[0]) <= '9') {
      value = Math.min(MAX_WIDTH, Math.max(0, value) * 10 + format.charAt(at[0]) - '0');
      at[0]++;
    }
    return value;
  }

  private void append(int verb, Object value) {
    if (verb == 'v') {
      switch (value) {
        case Long n -> whole('d', n);
        case Double d -> decimal('v', d);
        case String s when sharp -> pad(GoQuote.quote(s), false);
        case String s -> pad(cut(s), false);
        default -> pad(value instanceof Nil ? "<nil>" : GoPrint.text(value), false);
      }
      return;
    }
    if (verb == 'T') {
      pad(Values.typeName(value), false);
      return;
    }
    switch (value) {
      case Boolean b when verb == 't' -> pad(b.toString(), false);
      case Long n when "bcdoOqxXU".indexOf(verb) >= 0 -> whole(verb, n);
      case Double d when "eEfFgG".indexOf(verb) >= 0 -> decimal(verb, d);
      case String s when "sqxX".indexOf(verb) >= 0 -> string(verb, s);
      case GoTime t when verb == 's' -> pad(t.toString(), false);
      case List<?> list -> list(verb, list);
      default -> {
        out.append("%!").appendCodePoint(verb).append('(');
        if (value instanceof Nil) {
          out.append("<nil>)");
        } else {
          out.append(Values.typeName(value)).append('=').append(GoPrint.text(value)).append(')');
        }
      }
    }
  }

  private void list(int verb, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(' ');
      }
      if (list.get(i) instanceof Nil) {
        out.append("<nil>");
      } else {
        append(verb, list.get(i));
      }
    }
    out.append(']');
  }

  private String cut(String text) {
    if (precision < 0 || text.codePointCount(0, text.length()) <= precision) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private void string(int verb, String text) {
    switch (verb) {
      case 's' -> pad(cut(text), false);
      case 'q' ->
          pad(
              sharp && text.indexOf('`') < 0 ? "`" + cut(text) + "`" : GoQuote.quote(cut(text)),
              false);
      default -> {
        HexFormat hex = verb == 'x' ? HexFormat.of() : HexFormat.of().withUpperCase();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = precision < 0 ? bytes.length : Math.min(precision, bytes.length);
        String digits = (space ? hex.withDelimiter(" ") : hex).formatHex(bytes, 0, length);
        pad(sharp ? "0" + (char) verb + digits : digits, false);
      }
    }
  }

  private void whole(int verb, long value) {
    switch (verb) {
      case 'c' -> pad(codePoint(value), false);
      case 'q' -> pad("'" + codePoint(value) + "'", false);
      case 'U' -> pad(String.format(Locale.ROOT, "U+%04X", value), false);
      default -> {
        String digits =
            switch (verb) {
              case 'b' -> Long.toString(Math.abs(value), 2);
              case 'o', 'O' -> Long.toString(Math.abs(value), 8);
              case 'x', 'X' -> Long.toString(Math.abs(value), 16);
              default -> Long.toString(value).replace("-", "");
            };
        if (verb == 'X') {
          digits = digits.toUpperCase(Locale.ROOT);
        }
        if (precision > digits.length()) {
          digits = "0".repeat(precision - digits.length()) + digits;
        }
        String prefix =
            switch (verb) {
              case 'O' -> "0o";
              case 'o' -> sharp ? "0" : "";
              case 'b' -> sharp ? "0b" : "";
              case 'x', 'X' -> sharp ? "0" + (char) verb : "";
              default -> "";
            };
        signed(value < 0, prefix + digits, precision < 0);
      }
    }
  }

  private static String codePoint(long value) {
    return value >= 0 && value <= Character.MAX_CODE_POINT
        ? Character.toString((int) value)
        : "\uFFFD";
  }

  private void decimal(int verb, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String text = Double.isNaN(value) ? "NaN" : "Inf";
      zero = false;
      signed(value < 0, Double.isInfinite(value) && (plus || value > 0) ? "+" + text : text, false);
      return;
    }
    String digits =
        switch (verb) {
          case 'f', 'F' -> fixed(Math.abs(value), precision < 0 ? 6 : precision);
          case 'e', 'E' -> scientific(Math.abs(value), precision < 0 ? 6 : precision);
          default -> general(Math.abs(value));
        };
    if (verb == 'E' || verb == 'G') {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    signed(negative, digits, true);
  }

  private static String fixed(double value, int precision) {
    return new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String scientific(double value, int precision) {
    BigDecimal exact = new BigDecimal(value);
    int exponent = value == 0 ? 0 : exact.precision() - exact.scale() - 1;
    BigDecimal mantissa = exact.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN);
    if (mantissa.compareTo(BigDecimal.TEN) >= 0) {
      exponent++;
      mantissa = exact.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN);
    }
    return mantissa.toPlainString()
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private String general(double value) {
    if (precision < 0) {
      return GoFloat.formatGeneral(value);
    }
    int digits = Math.max(1, precision);
    String text = scientific(value, digits - 1);
    int mark = text.indexOf('e');
    int exponent = Integer.parseInt(text, mark + 1, text.length(), 10);
    if (exponent >= -4 && exponent < digits) {
      String plain = fixed(value, Math.max(0, digits - 1 - exponent));
      return sharp ? plain : stripZeros(plain);
    }
    return (sharp ? text.substring(0, mark) : stripZeros(text.substring(0, mark)))
        + text.substring(mark);
  }

  private static String stripZeros(String plain) {
    if (plain.indexOf('.') < 0) {
      return plain;
    }
    int end = plain.length();
    while (plain.charAt(end - 1) == '0') {
      end--;
    }
    return plain.substring(0, plain.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private void signed(boolean negative, String digits, boolean mayPadWithZeros) {
    String sign = negative ? "-" : plus && !digits.startsWith("+") ? "+" : space ? " " : "";
    if (zero && !minus && mayPadWithZeros) {
      int missing = width - sign.length() - digits.length();
      out.append(sign).append("0".repeat(Math.max(0, missing))).append(digits);
    } else {
      pad(sign + digits, true);
    }
  }

  private void pad(String text, boolean number) {
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    run.charge(missing + text.length());
    String filling = (zero && !minus && !number ? "0" : " ").repeat(missing);
    if (minus) {
      out.append(text).append(filling);
    } else {
      out.append(filling).append(text);
    }
  }
}
