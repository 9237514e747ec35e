package io.millrace.ingester.enrich;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The level words that {@code detected_level} is normalised to. */
final class LogLevel {
  static final String UNKNOWN = "unknown";

  private LogLevel() {}

  /** The common word for a spelling of a level, whatever its case; null when it is none. */
  static @Nullable String known(String value) {
    if (value.length() > "information".length()) {
      return null;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "trace", "trc" -> "trace";
      case "debug", "dbg" -> "debug";
      case "info", "inf", "information" -> "info";
      case "warn", "wrn", "warning" -> "warn";
      case "error", "err" -> "error";
      case "critical" -> "critical";
      case "fatal" -> "fatal";
      default -> null;
    };
  }

  /** As {@link #known}, but an unknown value stays as it is. */
  static String normalize(String value) {
    String known = known(value);
    return known == null ? value : known;
  }

  /** The level of OpenTelemetry's {@code severity_number}. */
  static String ofSeverityNumber(String text) {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return "info";
    }
    if (number < 1 || number > 24) {
      return UNKNOWN;
    }
    return switch ((number - 1) / 4) {
      case 0 -> "trace";
      case 1 -> "debug";
      case 2 -> "info";
      case 3 -> "warn";
      case 4 -> "error";
      default -> "fatal";
    };
  }
}
