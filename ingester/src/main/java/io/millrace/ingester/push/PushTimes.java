package io.millrace.ingester.push;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as they stand in error messages. */
final class PushTimes {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final DateTimeFormatter GO =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral(" +0000 UTC")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * The time of an entry that was sent without one: what the nanoseconds of Go's zero time, which
   * lies before all that 64 bits can tell, wrap around to.
   */
  static final long NOT_SENT = -6_795_364_578_871_345_152L;

  private static final Instant GO_ZERO = Instant.parse("0001-01-01T00:00:00Z");

  private PushTimes() {}

  /** RFC 3339 with whole seconds: {@code 2026-11-05T00:00:00Z}. */
  static String rfc3339(long nanos) {
    return instant(nanos).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** As Go prints a time: {@code 2026-11-05 00:00:00.5 +0000 UTC}. */
  static String go(long nanos) {
    return GO.format(instant(nanos));
  }

  private static Instant instant(long nanos) {
    if (nanos == NOT_SENT) {
      return GO_ZERO;
    }
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }
}
