package io.millrace.units;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Go's {@code time.ParseDuration} and {@code Duration.String}, in nanoseconds. */
public final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /** Nanoseconds of a text such as {@code -1.5h}, {@code 1m30s} or {@code 0}. */
  public static long parse(String text) throws ValueException {
    int at = 0;
    boolean negative = false;
    if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
      negative = text.charAt(0) == '-';
      at = 1;
    }
    if (text.substring(at).equals("0")) {
      return 0;
    }
    if (at == text.length()) {
      throw invalid(text);
    }
    BigDecimal total = BigDecimal.ZERO;
    while (at < text.length()) {
      int numberEnd = numberEnd(text, at);
      String number = text.substring(at, numberEnd);
      if (number.isEmpty() || number.equals(".") || isTooLong(number)) {
        throw invalid(text);
      }
      int unitEnd = numberEnd;
      while (unitEnd < text.length()
          && text.charAt(unitEnd) != '.'
          && !isDigit(text.charAt(unitEnd))) {
        unitEnd++;
      }
      if (unitEnd == numberEnd) {
        throw new ValueException("time: missing unit in duration " + quote(text));
      }
      long unit = unit(text.substring(numberEnd, unitEnd));
      if (unit == 0) {
        throw new ValueException(
            "time: unknown unit "
                + quote(text.substring(numberEnd, unitEnd))
                + " in duration "
                + quote(text));
      }
      if (number.length() > 40) {
        throw invalid(text);
      }
      total = total.add(new BigDecimal(number).multiply(BigDecimal.valueOf(unit)));
      if (total.compareTo(MAX) > 0) {
        throw invalid(text);
      }
      at = unitEnd;
    }
    long nanos = total.longValue();
    return negative ? -nanos : nanos;
  }

  /** Go reads the whole part into 64 bits before it looks at the unit. */
  private static boolean isTooLong(String number) {
    int point = number.indexOf('.');
    String whole = point < 0 ? number : number.substring(0, point);
    return !whole.isEmpty() && (whole.length() > 40 || new BigDecimal(whole).compareTo(MAX) > 0);
  }

  private static int numberEnd(String text, int from) {
    int i = from;
    boolean point = false;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '.' && !point) {
        point = true;
      } else if (!isDigit(c)) {
        break;
      }
      i++;
    }
    return i;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static long unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "µs", "μs" -> MICRO;
      case "ms" -> MILLI;
      case "s" -> SECOND;
      case "m" -> 60 * SECOND;
      case "h" -> 3600 * SECOND;
      default -> 0;
    };
  }

  /** The package time has quotes of its own, in which all but plain ASCII is bytes. */
  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b < ' ') {
        out.append(String.format(Locale.ROOT, "\\x%02x", b & 0xFF));
      } else {
        out.append(b == '"' || b == '\\' ? "\\" : "").append((char) b);
      }
    }
    return out.append('"').toString();
  }

  private static ValueException invalid(String text) {
    return new ValueException("time: invalid duration " + quote(text));
  }

  /** Text such as {@code 1h0m0s}, {@code 1.5s}, {@code 250ms} or {@code 0s}. */
  public static String format(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    BigDecimal left = BigDecimal.valueOf(nanos).abs();
    String sign = nanos < 0 ? "-" : "";
    if (left.compareTo(BigDecimal.valueOf(SECOND)) < 0) {
      if (left.compareTo(BigDecimal.valueOf(MICRO)) < 0) {
        return sign + left.toPlainString() + "ns";
      }
      boolean milli = left.compareTo(BigDecimal.valueOf(MILLI)) >= 0;
      return sign + plain(left.movePointLeft(milli ? 6 : 3)) + (milli ? "ms" : "µs");
    }
    BigDecimal[] minutes = left.divideAndRemainder(BigDecimal.valueOf(60 * SECOND));
    long wholeMinutes = minutes[0].longValue();
    StringBuilder out = new StringBuilder(sign);
    if (wholeMinutes >= 60) {
      out.append(wholeMinutes / 60).append('h');
    }
    if (wholeMinutes > 0) {
      out.append(wholeMinutes % 60).append('m');
    }
    return out.append(plain(minutes[1].movePointLeft(9))).append('s').toString();
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
