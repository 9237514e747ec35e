package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import io.millrace.agent.pipeline.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.List;

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
    String name =
        new String(b, from, 3, StandardCharsets.US_ASCII).toLowerCase(java.util.Locale.ROOT);
    int month = MONTHS.indexOf(name) + 1;
    int day = two(b, from + 4);
    int hour = two(b, from + 7);
    int minute = two(b, from + 10);
    int second = two(b, from + 13);
    if (month == 0 || (day | hour | minute | second) < 0) {
      return Feed.NOW;
    }
    LocalDateTime now =
        LocalDateTime.ofInstant(Instant.ofEpochSecond(nowNanos / NANOS), ZoneOffset.UTC);
    int year = now.getYear();
    if (now.getMonth() == Month.JANUARY && month == 12) {
      year--;
    } else if (now.getMonth() == Month.DECEMBER && month == 1) {
      year++;
    }
    try {
      return LocalDateTime.of(year, month, day, hour, minute, second).toEpochSecond(ZoneOffset.UTC)
          * NANOS;
    } catch (DateTimeException ignored) {
      // February 30, or hour 24.
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
