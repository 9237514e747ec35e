package io.millrace.querier.api;

import io.millrace.labels.GoQuote;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.units.GoFloat;
import io.millrace.units.GoLayout;
import io.millrace.units.PrometheusDuration;
import io.millrace.units.ValueException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads times and durations as Loki's query API has them. */
final class TimeParameters {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long DEFAULT_SINCE_NANOS = 3600 * NANOS_PER_SECOND;
  private static final int MAX_SECONDS_DIGITS = 10;
  private static final GoLayout RFC_3339 = GoLayout.of("2006-01-02T15:04:05.999999999Z07:00");

  private TimeParameters() {}

  /** A range of time in nanoseconds since 1970. */
  record Range(long startNanos, long endNanos) {}

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
  }

  static String text(@Nullable String parameter) {
    return parameter == null ? "" : parameter;
  }

  /** The parameters start, end and since. */
  static Range range(HttpRequest request, long now) {
    long end = timeNamed("end", text(request.param("end")), now);
    long since = DEFAULT_SINCE_NANOS;
    String sinceText = text(request.param("since"));
    if (!sinceText.isEmpty()) {
      try {
        since = PrometheusDuration.parse(sinceText);
      } catch (ValueException e) {
        throw new HttpException(400, "could not parse 'since' parameter: " + e.getMessage());
      }
    }
    long start = timeNamed("start", text(request.param("start")), Math.min(end, now) - since);
    return new Range(start, end);
  }

  private static long timeNamed(String name, String text, long missing) {
    try {
      return time(text, missing);
    } catch (ValueException e) {
      throw new HttpException(400, "could not parse '" + name + "' parameter: " + e.getMessage());
    }
  }

  /**
   * Nanoseconds since 1970 of a text: seconds with a fraction, whole seconds of up to ten digits,
   * nanoseconds of more, or RFC 3339.
   */
  static long time(String text, long missing) throws ValueException {
    if (text.isEmpty()) {
      return missing;
    }
    if (text.indexOf('.') >= 0) {
      try {
        double seconds = GoFloat.parse(text);
        double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
        double fraction = seconds - whole;
        // Halves go away from zero, and what a float can't hold of the milliseconds is cut off.
        double millis = Math.copySign(Math.floor(Math.abs(fraction) * 1000 + 0.5), fraction);
        long wholeSeconds = (long) whole;
        return wholeSeconds * NANOS_PER_SECOND + (long) (millis / 1000 * NANOS_PER_SECOND);
      } catch (ValueException notSeconds) {
        // It may still be RFC 3339.
      }
    }
    try {
      long number = integer("ParseInt", text);
      return text.length() <= MAX_SECONDS_DIGITS
          ? Math.multiplyExact(number, NANOS_PER_SECOND)
          : number;
    } catch (ValueException notWhole) {
      try {
        return nanos(RFC_3339.parse(text, ZoneOffset.UTC).time().toInstant());
      } catch (DateTimeException | ArithmeticException notTime) {
        throw notWhole;
      }
    }
  }

  /** A whole number; messages are those of Go's function {@code name}. */
  static long integer(String name, String text) throws ValueException {
    boolean sign = text.startsWith("-") || text.startsWith("+");
    String digits = sign ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ValueException(
          "strconv." + name + ": parsing " + GoQuote.quote(text) + ": invalid syntax");
    }
    try {
      if (digits.length() > 30) {
        throw new ArithmeticException("too long");
      }
      BigInteger value = new BigInteger(digits);
      return (text.startsWith("-") ? value.negate() : value).longValueExact();
    } catch (ArithmeticException outOfRange) {
      throw new ValueException(
          "strconv." + name + ": parsing " + GoQuote.quote(text) + ": value out of range");
    }
  }

  /** Nanoseconds of a number of seconds or of a Prometheus duration. */
  static long secondsOrDuration(String text) {
    try {
      double nanos = GoFloat.parse(text) * NANOS_PER_SECOND;
      if (nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
        throw new HttpException(
            400,
            "cannot parse " + GoQuote.quote(text) + " to a valid duration. It overflows int64");
      }
      return Double.isNaN(nanos) ? Long.MIN_VALUE : (long) nanos;
    } catch (ValueException notSeconds) {
      try {
        return PrometheusDuration.parse(text);
      } catch (ValueException notDuration) {
        throw new HttpException(
            400, "cannot parse " + GoQuote.quote(text) + " to a valid duration");
      }
    }
  }
}
