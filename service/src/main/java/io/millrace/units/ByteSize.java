package io.millrace.units;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sizes in bytes as the Go library humanize reads and prints them; unsigned 64-bit numbers. */
public final class ByteSize {
  private static final String[] SI = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final String[] IEC = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final double LIMIT = 0x1p64;

  private ByteSize() {}

  /**
   * The bytes that a text such as {@code 1.5KiB}, {@code 10 MB} or {@code 1,000} names, cut to a
   * whole number; an unsigned value.
   */
  public static long parse(String text) throws ValueException {
    int numberEnd = 0;
    boolean comma = false;
    while (numberEnd < text.length()) {
      char c = text.charAt(numberEnd);
      if (!((c >= '0' && c <= '9') || c == '.' || c == ',')) {
        break;
      }
      comma |= c == ',';
      numberEnd++;
    }
    String number = text.substring(0, numberEnd);
    if (comma) {
      number = number.replace(",", "");
    }
    // Reports what is wrong with the number before anything that is wrong with the unit.
    double approximate = GoFloat.parse(number);
    String unit = text.substring(numberEnd).strip().toLowerCase(Locale.ROOT);
    BigDecimal factor = factor(unit);
    if (factor == null) {
      throw new ValueException("unhandled size name: " + unit);
    }
    // The product of floats, which may be a whole number where the exact one is just below it.
    double bytes = approximate * factor.doubleValue();
    if (bytes >= LIMIT) {
      throw new ValueException("too large: " + text);
    }
    return new BigDecimal(bytes).longValue();
  }

  private static @Nullable BigDecimal factor(String unit) {
    if (unit.isEmpty() || unit.equals("b")) {
      return BigDecimal.ONE;
    }
    int power = "kmgtpe".indexOf(unit.charAt(0)) + 1;
    String rest = unit.substring(1);
    if (power == 0) {
      return null;
    }
    return switch (rest) {
      case "", "b" -> BigDecimal.TEN.pow(3 * power);
      case "i", "ib" -> BigDecimal.valueOf(1024).pow(power);
      default -> null;
    };
  }

  /** As a 64-bit float, of an unsigned number of bytes. */
  public static double toDouble(long unsigned) {
    double low = unsigned & Long.MAX_VALUE;
    return unsigned >= 0 ? low : low + 0x1p63;
  }

  /** Text with decimal units, such as {@code 1.5 kB}. */
  public static String formatSi(long unsigned) {
    return format(toDouble(unsigned), 1000, SI);
  }

  /** Text with binary units, such as {@code 2.0 GiB}. */
  public static String formatIec(long unsigned) {
    return format(toDouble(unsigned), 1024, IEC);
  }

  private static String format(double bytes, int base, String[] units) {
    if (bytes < 10) {
      return (long) bytes + " B";
    }
    int power = (int) Math.floor(Math.log(bytes) / Math.log(base));
    double value = Math.floor(bytes / Math.pow(base, power) * 10 + 0.5) / 10;
    BigDecimal shown = new BigDecimal(value).setScale(value < 10 ? 1 : 0, RoundingMode.HALF_EVEN);
    return shown.toPlainString() + " " + units[Math.min(power, units.length - 1)];
  }
}
