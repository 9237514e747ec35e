package io.millrace.service.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go's {@code time.ParseDuration} reads them ({@code 1h30m}, {@code 1.5h}, {@code
 * -300ms}), with Prometheus's units {@code d}, {@code w} and {@code y} (365 days) besides.
 */
public final class Durations {
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L,
          "w", 604_800_000_000_000L);

  private static final long YEAR_NANOS = 365L * 86_400_000_000_000L;
  private static final int MAX_LENGTH = 100;

  /** Two alternatives that start differently: no backtracking. */
  private static final Pattern PART =
      Pattern.compile("(\\d++(?:\\.\\d*+)?|\\.\\d++)(ns|us|µs|μs|ms|s|m|h|d|w|y)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException when the text is none, or beyond 292 years
   */
  public static Duration parse(String text) {
    String rest = text;
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty() || rest.length() > MAX_LENGTH) {
      throw notADuration(text);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!part.find(at) || part.start() != at) {
        throw notADuration(text);
      }
      Long unit = NANOS.get(part.group(2));
      BigDecimal factor = BigDecimal.valueOf(unit == null ? YEAR_NANOS : unit);
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(factor));
      at = part.end();
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw notADuration(text);
    }
    long whole = nanos.longValue();
    return Duration.ofNanos(negative ? -whole : whole);
  }

  /** Prints a duration as Go does: {@code 1h30m0s}, {@code 1.5s}, {@code 300ms}, {@code 0s}. */
  public static String print(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder(nanos < 0 ? "-" : "");
    BigDecimal left = BigDecimal.valueOf(nanos).abs();
    if (left.compareTo(BigDecimal.valueOf(1_000_000_000L)) < 0) {
      long small = left.longValue();
      String unit = small < 1_000 ? "ns" : small < 1_000_000 ? "µs" : "ms";
      int scale = small < 1_000 ? 0 : small < 1_000_000 ? 3 : 6;
      return out.append(plain(left.movePointLeft(scale))).append(unit).toString();
    }
    BigDecimal[] hours = left.divideAndRemainder(BigDecimal.valueOf(3_600_000_000_000L));
    BigDecimal[] minutes = hours[1].divideAndRemainder(BigDecimal.valueOf(60_000_000_000L));
    if (hours[0].signum() > 0) {
      out.append(hours[0].toBigInteger()).append('h');
    }
    if (hours[0].signum() > 0 || minutes[0].signum() > 0) {
      out.append(minutes[0].toBigInteger()).append('m');
    }
    return out.append(plain(minutes[1].movePointLeft(9))).append('s').toString();
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static IllegalArgumentException notADuration(String text) {
    return new IllegalArgumentException("not a duration: \"" + text + "\"");
  }
}
