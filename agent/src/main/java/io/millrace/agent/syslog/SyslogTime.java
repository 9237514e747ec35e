package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import io.millrace.agent.pipeline.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The times of both formats. */
final class SyslogTime {
  /** {@code Jan _2 15:04:05}. */
  static final int BSD_LENGTH = 15;

  private static final long NANOS = 1_000_000_000L;
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** The last year whose nanoseconds since 1970 fit into 64 bits. */
  private static final int LAST_YEAR = 2261;

  private SyslogTime() {}

  /** Nanoseconds since 1970 of an RFC 3339 time; {@link Feed#NOW} for bytes that are none. */
  static long rfc3339(byte[] b, int from, int end) {
    long nanos = Rfc3339.parse(b, from, end);
    if (nanos == Rfc3339.INVALID) {
      return Feed.NOW;
    }
    int year = Integer.parseInt(new String(b, from, 4, StandardCharsets.US_ASCII));
    return year < 1970 || year > LAST_YEAR ? Feed.NOW : nanos;
  }

  /**
   * Nanoseconds since 1970 of {@code Jan _2 15:04:05}, in UTC; {@link Feed#NOW} for bytes that are
   * none. It has no year: that is taken which brings it nearest to {@code nowNanos}.
   */
  static long bsd(byte[] b, int from, int end, long nowNanos) {
    if (end - from < BSD_LENGTH
        || b[from + 3] != ' '
        || b[from + 6] != ' '
        || b[from + 9] != ':'
        || b[from + 12] != ':') {
      return Feed.NOW;
    }
    String name = new String(b, from, 3, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    int month = MONTHS.indexOf(name) + 1;
    int day = two(b, from + 4);
    int hour = two(b, from + 7);
    int minute = two(b, from + 10);
    int second = two(b, from + 13);
    if (month == 0 || (day | hour | minute | second) < 0) {
      return Feed.NOW;
    }
    int thisYear = Instant.ofEpochSecond(nowNanos / NANOS).atOffset(ZoneOffset.UTC).getYear();
    long nearest = Feed.NOW;
    for (int year = thisYear - 1; year <= thisYear + 1; year++) {
      long nanos = nanos(year, month, day, hour, minute, second);
      boolean isNearer = Math.abs(nanos - nowNanos) < Math.abs(nearest - nowNanos);
      if (nanos != Feed.NOW && (nearest == Feed.NOW || isNearer)) {
        nearest = nanos;
      }
    }
    return nearest;
  }

  private static long nanos(int year, int month, int day, int hour, int minute, int second) {
    try {
      return LocalDateTime.of(year, month, day, hour, minute, second).toEpochSecond(ZoneOffset.UTC)
          * NANOS;
    } catch (DateTimeException ignored) {
      // February 30, hour 24, or a leap day in a common year.
      return Feed.NOW;
    }
  }

  /** Two digits, or a space and a digit; negative for anything else. */
  private static int two(byte[] b, int at) {
    int tens = b[at] == ' ' ? 0 : b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }
}
