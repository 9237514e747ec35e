package io.millrace.template;

import io.millrace.units.GoLayout;
import io.millrace.units.TimeZoneNames;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * A point in time with a zone, Go's {@code time.Time}.
 *
 * @param zoneName what MST in a layout shows; empty when the offset stands for the name
 */
record GoTime(ZonedDateTime time, String zoneName) {
  /** The zero time, the first instant of year 1. */
  static final GoTime ZERO =
      new GoTime(ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), "UTC");

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  static GoTime ofNanos(long nanos) {
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    return new GoTime(instant.atZone(ZoneOffset.UTC), "UTC");
  }

  static GoTime ofSeconds(long seconds) {
    return new GoTime(Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC), "UTC");
  }

  static GoTime of(ZonedDateTime time, ZoneId zone) {
    return new GoTime(time, TimeZoneNames.abbreviation(zone, time.toInstant()));
  }

  String format(String layout) {
    return GoLayout.of(layout).format(time, zoneName);
  }

  /** The same instant in the local zone, which is UTC. */
  GoTime local() {
    return new GoTime(time.withZoneSameInstant(ZoneOffset.UTC), "UTC");
  }

  long unixSeconds() {
    return time.toEpochSecond();
  }

  long unixMillis() {
    return unixSeconds() * 1000 + time.getNano() / 1_000_000;
  }

  long unixNanos() {
    return unixSeconds() * NANOS_PER_SECOND + time.getNano();
  }

  /** The result of a method that takes no argument. */
  Object method(String name) throws TemplateException {
    return switch (name) {
      case "Unix" -> unixSeconds();
      case "UnixMilli" -> unixMillis();
      case "UnixMicro" -> unixSeconds() * 1_000_000 + time.getNano() / 1000;
      case "UnixNano" -> unixNanos();
      case "Year" -> (long) time.getYear();
      case "Month" -> format("January");
      case "Weekday" -> format("Monday");
      case "Day" -> (long) time.getDayOfMonth();
      case "YearDay" -> (long) time.getDayOfYear();
      case "Hour" -> (long) time.getHour();
      case "Minute" -> (long) time.getMinute();
      case "Second" -> (long) time.getSecond();
      case "Nanosecond" -> (long) time.getNano();
      case "UTC", "Local" -> local();
      case "IsZero" -> time.toInstant().equals(ZERO.time.toInstant());
      case "String" -> toString();
      default -> throw new TemplateException("can't evaluate field " + name + " in type time.Time");
    };
  }

  @Override
  public String toString() {
    return format("2006-01-02 15:04:05.999999999 -0700 MST");
  }
}
