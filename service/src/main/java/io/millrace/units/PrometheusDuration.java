package io.millrace.units;

import io.millrace.labels.GoQuote;

/**
 * Prometheus durations: whole numbers with the units {@code y w d h m s ms}, each at most once and
 * in descending order. A year has 365 days.
 */
public final class PrometheusDuration {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1
  };

  private PrometheusDuration() {}

  /** Nanoseconds of a text such as {@code 1h30m} or {@code 0}. */
  public static long parse(String text) throws ValueException {
    if (text.isEmpty()) {
      throw new ValueException("empty duration string");
    }
    if (text.equals("0")) {
      return 0;
    }
    long millis = 0;
    int at = 0;
    int lastUnit = -1;
    while (at < text.length()) {
      int digitsEnd = at;
      while (digitsEnd < text.length() && isDigit(text.charAt(digitsEnd))) {
        digitsEnd++;
      }
      int unitEnd = digitsEnd;
      while (unitEnd < text.length() && !isDigit(text.charAt(unitEnd))) {
        unitEnd++;
      }
      if (digitsEnd == at || unitEnd == digitsEnd) {
        throw notValid(text);
      }
      String name = text.substring(digitsEnd, unitEnd);
      int unit = unit(name);
      if (unit < 0) {
        throw new ValueException(
            "unknown unit " + GoQuote.quote(name) + " in duration " + GoQuote.quote(text));
      }
      if (unit <= lastUnit) {
        throw notValid(text);
      }
      lastUnit = unit;
      millis = add(millis, text.substring(at, digitsEnd), MILLIS[unit]);
      at = unitEnd;
    }
    return millis * 1_000_000;
  }

  private static long add(long millis, String digits, long unit) throws ValueException {
    if (digits.length() > 18) {
      throw new ValueException("duration out of range");
    }
    long sum;
    try {
      sum = Math.addExact(millis, Math.multiplyExact(Long.parseLong(digits), unit));
    } catch (ArithmeticException tooLarge) {
      throw new ValueException("duration out of range");
    }
    if (sum > Long.MAX_VALUE / 1_000_000) {
      throw new ValueException("duration out of range");
    }
    return sum;
  }

  private static int unit(String name) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static ValueException notValid(String text) {
    return new ValueException("not a valid duration string: " + GoQuote.quote(text));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Text of a duration, cut to milliseconds: {@code 30d1h}, {@code 1w}, {@code 5m}, {@code 0s}. */
  public static String format(long nanos) {
    long millis = Math.abs(nanos / 1_000_000);
    if (millis == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder(nanos < 0 ? "-" : "");
    for (int i = 0; i < UNITS.length; i++) {
      boolean onlyExact = i < 2;
      if (onlyExact && millis % MILLIS[i] != 0) {
        continue;
      }
      long count = millis / MILLIS[i];
      if (count > 0) {
        out.append(count).append(UNITS[i]);
        millis -= count * MILLIS[i];
      }
    }
    return out.toString();
  }
}
