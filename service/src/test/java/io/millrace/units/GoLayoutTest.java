package io.millrace.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoLayoutTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "ANSIC | Fri Jan  2 03:04:05 2026 | 2026-01-02T03:04:05Z",
        "UnixDate | Fri Jan  2 03:04:05 UTC 2026 | 2026-01-02T03:04:05Z",
        "RubyDate | Fri Jan 02 03:04:05 +0100 2026 | 2026-01-02T02:04:05Z",
        "RFC822 | 02 Jan 26 03:04 UTC | 2026-01-02T03:04:00Z",
        "RFC822Z | 02 Jan 26 03:04 -0130 | 2026-01-02T04:34:00Z",
        "RFC850 | Friday, 02-Jan-26 03:04:05 UTC | 2026-01-02T03:04:05Z",
        "RFC1123 | Fri, 02 Jan 2026 03:04:05 UTC | 2026-01-02T03:04:05Z",
        "RFC1123Z | Fri, 02 Jan 2026 03:04:05 +0000 | 2026-01-02T03:04:05Z",
        "RFC3339 | 2026-01-02T03:04:05+01:00 | 2026-01-02T02:04:05Z",
        "RFC3339Nano | 2026-01-02T03:04:05.123456789Z | 2026-01-02T03:04:05.123456789Z",
        "2006-01-02 15:04:05 | 2026-01-02 03:04:05.25 | 2026-01-02T03:04:05.250Z",
        "2006-01-02 15:04:05,000 | 2026-01-02 03:04:05,125 | 2026-01-02T03:04:05.125Z",
        "2006-1-2 3:04:05 PM | 2026-1-2 3:04:05 pm | 2026-01-02T15:04:05Z",
        "2006-1-2 15:4:5 | 2026-1-2 3:4:5 | 2026-01-02T03:04:05Z",
        "2006 002 15 | 2026 032 23 | 2026-02-01T23:00:00Z",
        "2006 __2 | 2026   2 | 2026-01-02T00:00:00Z",
        "02/Jan/2006:15:04:05 -0700 | 02/jan/2026:03:04:05 +0000 | 2026-01-02T03:04:05Z",
        "2006-01-02T15:04:05-07 | 2026-01-02T03:04:05+02 | 2026-01-02T01:04:05Z",
        "2006-01-02T15:04:05-070000 | 2026-01-02T03:04:05+020000 | 2026-01-02T01:04:05Z",
        "2006-01-02T15:04:05Z0700 | 2026-01-02T03:04:05Z | 2026-01-02T03:04:05Z",
        "_2006-01 | _2026-02 | 2026-02-01T00:00:00Z",
        "2006-01-02 MST | 2026-01-02 XYZ | 2026-01-02T00:00:00Z",
      })
  void readsWhatGoReads(String layout, String text, String expected) {
    assertThat(GoLayout.named(layout).parse(text, ZoneOffset.UTC).time().toInstant())
        .isEqualTo(Instant.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-13-01 00:00:00",
        "2026-02-30 00:00:00",
        "2026-01-01 25:00:00",
        "2026-01-01 00:00:60",
        "2026-01-01",
        "2026-01-01 00:00:00 ",
        "26-01-01 00:00:00",
        "2026-01-01T00:00:00",
        ""
      })
  void refusesWhatDoesNotFit(String text) {
    GoLayout layout = GoLayout.of("2006-01-02 15:04:05");
    assertThatThrownBy(() -> layout.parse(text, ZoneOffset.UTC))
        .isInstanceOf(DateTimeException.class);
  }

  @Test
  void readsTimesWithoutAZoneInTheGivenOne() {
    GoLayout.Parsed parsed =
        GoLayout.of("2006-01-02 15:04").parse("2026-07-01 12:00", ZoneId.of("Europe/Berlin"));
    assertThat(parsed.time().toInstant()).isEqualTo(Instant.parse("2026-07-01T10:00:00Z"));
    assertThat(parsed.zoneName()).isEqualTo("CEST");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "Mon Jan _2 15:04:05 MST 2006 | Fri Jan  2 03:04:05 UTC 2026",
        "Monday, January 2 3:4:5.000 pm 06 | Friday, January 2 3:4:5.120 am 26",
        "15:04:05.999999 Z07:00 -0700 002 | 03:04:05.12 Z +0000 002",
        "Month Janet 2006_2006 | Month Janet 2026_2026",
      })
  void writesWhatGoWrites(String layout, String expected) {
    Instant time = Instant.parse("2026-01-02T03:04:05.12Z");
    assertThat(GoLayout.of(layout).format(time.atZone(ZoneOffset.UTC), "UTC")).isEqualTo(expected);
  }
}
