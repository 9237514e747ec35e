package io.millrace.units;

import io.millrace.labels.GoQuote;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Go's {@code strconv.ParseFloat} and {@code FormatFloat} for 64 bits. */
public final class GoFloat {
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private GoFloat() {}

  /**
   * The value of {@code text}: an optional sign, then decimal digits with an optional point and
   * exponent, hexadecimal digits with a {@code p} exponent, or {@code inf}, {@code infinity},
   * {@code nan} in any case. Underscores may stand between digits.
   */
  public static double parse(String text) throws ValueException {
    int start = 0;
    int length = text.length();
    if (length > 0 && (text.charAt(0) == '+' || text.charAt(0) == '-')) {
      start = 1;
    }
    boolean negative = start == 1 && text.charAt(0) == '-';
    double special = special(text.substring(start));
    if (special != 0) {
      if (Double.isNaN(special) && start == 1) {
        throw invalid(text);
      }
      return negative ? -special : special;
    }
    boolean hex =
        length - start > 2 && text.charAt(start) == '0' && (text.charAt(start + 1) | 0x20) == 'x';
    if (!wellFormed(text, hex ? start + 2 : start, hex)) {
      throw invalid(text);
    }
    double value = Double.parseDouble(text.replace("_", ""));
    if (Double.isInfinite(value)) {
      throw new ValueException(
          "strconv.ParseFloat: parsing " + GoQuote.quote(text) + ": value out of range");
    }
    return value;
  }

  /** As {@link #parse(String)} for bytes; plain decimals are read without a string. */
  public static double parse(byte[] bytes, int from, int to) throws ValueException {
    int at = from;
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int fraction = -1;
    for (; at < to && digits <= 15; at++) {
      byte b = bytes[at];
      if (b >= '0' && b <= '9') {
        mantissa = mantissa * 10 + (b - '0');
        digits++;
        if (fraction >= 0) {
          fraction++;
        }
      } else if (b == '.' && fraction < 0) {
        fraction = 0;
      } else {
        break;
      }
    }
    // Up to 15 digits and a power of ten below 10^16 are both exact, so one division rounds right.
    if (at == to && digits > 0 && digits <= 15) {
      double value = fraction > 0 ? mantissa / POWERS_OF_TEN[fraction] : mantissa;
      return negative ? -value : value;
    }
    return parse(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  private static double special(String unsigned) {
    if (unsigned.equalsIgnoreCase("inf") || unsigned.equalsIgnoreCase("infinity")) {
      return Double.POSITIVE_INFINITY;
    }
    return unsigned.equalsIgnoreCase("nan") ? Double.NaN : 0;
  }

  private static boolean wellFormed(String text, int from, boolean hex) {
    int digits = 0;
    boolean point = false;
    boolean afterDigit = hex;
    int i = from;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c < 0x80 && Character.digit(c, hex ? 16 : 10) >= 0;
      if (c == '_') {
        boolean beforeDigit =
            i + 1 < text.length() && Character.digit(text.charAt(i + 1), hex ? 16 : 10) >= 0;
        if (!afterDigit || !beforeDigit) {
          return false;
        }
      } else if (c == '.' && !point) {
        point = true;
      } else if (digit) {
        digits++;
      } else {
        break;
      }
      afterDigit = digit;
    }
    if (digits == 0) {
      return false;
    }
    if (i == text.length()) {
      return !hex;
    }
    return (text.charAt(i) | 0x20) == (hex ? 'p' : 'e') && exponentFrom(text, i + 1);
  }

  private static boolean exponentFrom(String text, int from) {
    int i = from;
    if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
      i++;
    }
    if (i == text.length()) {
      return false;
    }
    for (; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static ValueException invalid(String text) {
    return new ValueException(
        "strconv.ParseFloat: parsing " + GoQuote.quote(text) + ": invalid syntax");
  }

  /** The shortest decimal that reads back as {@code value}, never with an exponent ('f', -1). */
  public static String formatPlain(double value) {
    String special = formatSpecial(value);
    if (special != null) {
      return special;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0).toPlainString() : shortest.toPlainString();
  }

  /**
   * The shortest form as {@code fmt.Print} writes it ('g', -1): with an exponent when that is below
   * -4 or at least 6.
   */
  public static String formatGeneral(double value) {
    String special = formatSpecial(value);
    if (special != null) {
      return special;
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    if (exponent >= -4 && exponent < 6) {
      return formatPlain(value);
    }
    return (value < 0 ? "-" : "") + scientific(digits, exponent);
  }

  private static String scientific(String digits, int exponent) {
    StringBuilder out = new StringBuilder();
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    if (Math.abs(exponent) < 10) {
      out.append('0');
    }
    return out.append(Math.abs(exponent)).toString();
  }

  private static @Nullable String formatSpecial(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return null;
  }
}
