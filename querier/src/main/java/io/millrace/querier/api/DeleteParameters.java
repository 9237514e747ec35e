package io.millrace.querier.api;

import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.units.GoDuration;
import io.millrace.units.ValueException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** The parameters of a new delete request, which Loki reads from the URL alone. */
record DeleteParameters(String query, Instant start, Instant end) {
  private static final int SECONDS_DIGITS = 10;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  static DeleteParameters read(HttpRequest request, InstantSource clock, Duration maxInterval) {
    String query = request.params().get("query", "");
    if (query.isEmpty()) {
      throw refused("query not set");
    }
    String startText = request.params().get("start", "");
    if (startText.isEmpty()) {
      throw refused("start time not set");
    }
    Instant start = time("start", startText);
    String endText = request.params().get("end", "");
    Instant end = endText.isEmpty() ? clock.instant() : time("end", endText);
    if (end.isAfter(clock.instant())) {
      throw refused("deletes in the future are not allowed");
    }
    if (!start.isBefore(end)) {
      throw refused("start time can't be greater than or equal to end time");
    }
    checkInterval(request.params().get("max_interval", ""), maxInterval, start, end);
    return new DeleteParameters(query, start, end);
  }

  /** It is how Loki cuts a request into smaller ones, of which there is no need here. */
  private static void checkInterval(String text, Duration maxInterval, Instant start, Instant end) {
    if (text.isEmpty()) {
      return;
    }
    long nanos;
    try {
      nanos = GoDuration.parse(text);
    } catch (ValueException _) {
      nanos = 0;
    }
    if (nanos < NANOS_PER_SECOND) {
      throw refused("invalid max_interval: valid time units are 's', 'm', 'h'");
    }
    if (!maxInterval.isZero() && nanos > maxInterval.toNanos()) {
      throw refused(
          "max_interval can't be greater than " + GoDuration.format(maxInterval.toNanos()));
    }
    long range = Duration.between(start, end).toNanos();
    if (nanos > range) {
      throw refused(
          "max_interval can't be greater than the interval to be deleted ("
              + GoDuration.format(range)
              + ")");
    }
  }

  private static Instant time(String name, String text) {
    if (text.length() == SECONDS_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    try {
      return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant();
    } catch (DateTimeException _) {
      throw refused("invalid " + name + " time: require unix seconds or RFC3339 format");
    }
  }

  long startNanos() {
    return nanos(start);
  }

  long endNanos() {
    return nanos(end);
  }

  private static long nanos(Instant instant) {
    return Math.addExact(TimeUnit.SECONDS.toNanos(instant.getEpochSecond()), instant.getNano());
  }

  static HttpException refused(String message) {
    return new HttpException(400, message + "\n");
  }
}
