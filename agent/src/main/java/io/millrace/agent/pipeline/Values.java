package io.millrace.agent.pipeline;

import io.millrace.agent.entry.LogEntry;
import io.millrace.units.GoDuration;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Extracted values as text, with Promtail's conversions. */
final class Values {
  private Values() {}

  /** The value as text; null when it cannot be one, upon which the stage does nothing. */
  static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Double number -> plain(number);
      case Number integer -> integer.toString();
      case null -> null;
      default -> null;
    };
  }

  /**
   * What a stage reads, as text; null when it is not there or cannot be one.
   *
   * @param source name of the extracted value, or null for the line
   */
  static @Nullable String input(LogEntry entry, @Nullable String source) {
    return source == null ? entry.text() : text(entry.extracted().get(source));
  }

  /** The value as a number, a duration in seconds; null when it is none. */
  static @Nullable Double number(@Nullable Object value) {
    return switch (value) {
      case Boolean flag -> flag ? 1. : 0.;
      case Number number -> number.doubleValue();
      case String text -> number(text);
      case null -> null;
      default -> null;
    };
  }

  private static @Nullable Double number(String text) {
    try {
      return GoFloat.parse(text);
    } catch (ValueException notAFloat) {
      try {
        return GoDuration.parse(text) / 1e9;
      } catch (ValueException notADuration) {
        return null;
      }
    }
  }

  /** Decimal, shortest form, no exponent. */
  private static String plain(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number));
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }
}
