package io.millrace.agent.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import io.millrace.agent.input.Feed;
import io.millrace.agent.syslog.SyslogMessage.Param;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogParserTest {
  private static final long NOW = nanos("2026-01-05T10:00:00Z");

  private static long nanos(String time) {
    Instant instant = Instant.parse(time);
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private static SyslogMessage rfc5424(String text) throws SyslogException {
    byte[] bytes = text.getBytes(UTF_8);
    return Rfc5424.parse(bytes, bytes.length);
  }

  private static SyslogMessage rfc3164(String text) throws SyslogException {
    byte[] bytes = text.getBytes(UTF_8);
    return Rfc3164.parse(bytes, bytes.length, NOW);
  }

  private static String text(String frame, SyslogMessage message) {
    byte[] bytes = frame.getBytes(UTF_8);
    return new String(bytes, message.textStart(), bytes.length - message.textStart(), UTF_8);
  }

  @Test
  void readsEveryPartOfAMessage() throws Exception {
    String frame =
        "<165>1 2018-10-11T22:14:15.003Z host5 e app-pid id1"
            + " [custom@32473 exkey=\"1\" b=\"q\\\"\\]\\\\\\n\"][other a=\"\"] An application event";
    SyslogMessage message = rfc5424(frame);
    assertThat(message.severity()).isEqualTo("notice");
    assertThat(message.facility()).isEqualTo("local4");
    assertThat(message.timeNanos()).isEqualTo(nanos("2018-10-11T22:14:15.003Z"));
    assertThat(message.host()).isEqualTo("host5");
    assertThat(message.app()).isEqualTo("e");
    assertThat(message.process()).isEqualTo("app-pid");
    assertThat(message.id()).isEqualTo("id1");
    assertThat(message.structuredData())
        .containsExactly(
            new Param("custom@32473", "exkey", "1"),
            new Param("custom@32473", "b", "q\"]\\\\n"),
            new Param("other", "a", ""));
    assertThat(text(frame, message)).isEqualTo("An application event");
  }

  @Test
  void takesADashForAMissingPart() throws Exception {
    SyslogMessage message = rfc5424("<0>1 - - - - - - \uFEFFtext");
    assertThat(message)
        .isEqualTo(new SyslogMessage(0, Feed.NOW, null, null, null, null, java.util.List.of(), 20));
    assertThat(message.severity()).isEqualTo("emergency");
    assertThat(message.facility()).isEqualTo("kern");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "<>1 - - - - - -",
        "<192>1 - - - - - -",
        "<1234>1 - - - - - -",
        "<13> - - - - - -",
        "<13>0 - - - - - -",
        "<13>1 yesterday - - - - -",
        "<13>1 2018-02-30T22:14:15Z - - - - -",
        "<13>1 2018-10-11T22:14:15 - - - - -",
        "<13>1 9999-10-11T22:14:15Z - - - - -",
        "<13>1 - -",
        "<13>1 - - - - - x",
        "<13>1 - - - - - [",
        "<13>1 - - - - - [id",
        "<13>1 - - - - - [id a]",
        "<13>1 - - - - - [id a=b]",
        "<13>1 - - - - - [id a=\"b]",
        "<13>1 - - - - - [id a=\"b\"",
        "<13>1 - - - - - []",
        "<13>1 - - - - - [id]text",
        "<13>1  - - - - - -",
      })
  void refusesWhatIsNoMessage(String frame) {
    assertThatThrownBy(() -> rfc5424(frame)).isInstanceOf(SyslogException.class);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      textBlock =
          """
          '<34>Oct 11 22:14:15 mymachine su: failed for x', mymachine, su, null, failed for x
          '<13>Jan  5 09:59:59 h sshd[123]: a: b', h, sshd, 123, a: b
          '<13>Jan 05 09:59:59 h kernel:[1.0] x', h, kernel, null, [1.0] x
          '<13>2026-01-05T09:59:59.5+01:00 h app: x', h, app, null, x
          '<13>Jan  5 09:59:59 h no tag here', h, null, null, no tag here
          '<13>Jan  5 09:59:59 h a[1 b', h, null, null, a[1 b
          '<13>no time at all', null, null, null, no time at all
          '<13>Foo  5 09:59:59 h a: x', null, null, null, Foo  5 09:59:59 h a: x
          '<13>Jan 32 09:59:59 h a: x', null, null, null, Jan 32 09:59:59 h a: x
          """)
  void readsBsdMessages(String frame, String host, String app, String process, String text)
      throws Exception {
    SyslogMessage message = rfc3164(frame);
    assertThat(message.host()).isEqualTo(host);
    assertThat(message.app()).isEqualTo(app);
    assertThat(message.process()).isEqualTo(process);
    assertThat(text(frame, message)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "Jan  5 09:59:59, 2026-01-05T09:59:59Z",
    "Dec 31 23:59:59, 2025-12-31T23:59:59Z",
    "Nov  1 00:00:00, 2026-11-01T00:00:00Z",
  })
  void findsTheYearOfABsdTime(String time, String expected) throws Exception {
    assertThat(rfc3164("<13>" + time + " h a: x").timeNanos()).isEqualTo(nanos(expected));
  }

  @Test
  void refusesABsdMessageWithoutAPriority() {
    assertThatThrownBy(() -> rfc3164("Jan  5 09:59:59 h a: x"))
        .isInstanceOf(SyslogException.class)
        .hasMessageContaining("before the priority");
  }

  @Test
  void throwsNothingButItsOwnException() {
    String[] pieces = {
      "<13>",
      "1 ",
      "- ",
      "[",
      "]",
      "\"",
      "=",
      "\\",
      " ",
      "2018-10-11T22:14:15Z ",
      "a",
      "Jan  5 ",
      "09:59:59 ",
      ":",
      "\uFEFF",
      "<",
      ">",
      "999"
    };
    qt().withExamples(20_000)
        .forAll(lists().of(integers().between(0, pieces.length - 1)).ofSizeBetween(0, 30))
        .checkAssert(
            list -> {
              StringBuilder frame = new StringBuilder("<13>1 - ");
              list.forEach(i -> frame.append(pieces[i]));
              isReadOrRefused(frame.toString());
              isReadOrRefused(frame.substring(8));
            });
    qt().withExamples(5_000)
        .forAll(strings().allPossible().ofLengthBetween(0, 60))
        .checkAssert(
            text -> {
              isReadOrRefused("<13>1 " + text);
              isReadOrRefused("<13>" + text);
            });
  }

  private static void isReadOrRefused(String frame) {
    int size = frame.getBytes(UTF_8).length;
    try {
      assertThat(rfc3164(frame).textStart()).isBetween(0, size);
    } catch (SyslogException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    try {
      assertThat(rfc5424(frame).textStart()).isBetween(0, size);
    } catch (SyslogException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
