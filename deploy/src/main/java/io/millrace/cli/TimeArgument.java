package io.millrace.cli;

import io.millrace.service.config.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A moment on the command line: RFC 3339, or a duration that lies back. */
final class TimeArgument {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private TimeArgument() {}

  /** Nanoseconds since 1970 of {@code 2026-11-05T00:00:00Z}, or of {@code 1h} before now. */
  static long nanos(String text, Instant now) {
    try {
      return nanos(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return nanos(now.minus(duration(text)));
    }
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException _) {
      throw new UsageException(
          "'" + text + "' is neither an RFC 3339 time nor a duration such as 1h");
    }
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
  }
}
