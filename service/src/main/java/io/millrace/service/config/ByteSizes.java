package io.millrace.service.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte sizes: a number and an optional unit, {@code 4MB}, {@code 1.5GiB}; all units are 1024s. */
public final class ByteSizes {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s?([kmgtpe]?)(?:i?b)?");
  private static final String UNITS = "kmgtpe";

  private ByteSizes() {}

  /**
   * Reads a size; K, KB and KiB are 1024 bytes, as in Loki.
   *
   * @return bytes, a fraction cut off
   * @throws IllegalArgumentException when the text is none, or beyond 2^63-1 bytes
   */
  public static long parse(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException("not a byte size: \"" + text + "\"");
    }
    String unit = size.group(2);
    int power = unit == null || unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
    BigDecimal bytes =
        new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("too many bytes: \"" + text + "\"");
    }
    return bytes.longValue();
  }

  /** Prints a size with the largest unit that leaves no fraction: {@code 4MB}, {@code 1500B}. */
  public static String print(long bytes) {
    long left = bytes;
    int power = 0;
    while (left != 0 && left % 1024 == 0 && power < UNITS.length()) {
      left /= 1024;
      power++;
    }
    String unit = power == 0 ? "" : UNITS.substring(power - 1, power).toUpperCase(Locale.ROOT);
    return left + unit + "B";
  }
}
