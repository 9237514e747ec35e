package io.millrace.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLineEncoderTest {
  private static String line(Logging.Format format, Throwable failure) {
    return line(format, failure, Map.of());
  }

  private static String line(
      Logging.Format format, Throwable failure, Map<String, String> ofTheRequest) {
    LoggingEvent event =
        new LoggingEvent(
            "x",
            new LoggerContext().getLogger("io.millrace.Some"),
            Level.WARN,
            "two\nlines",
            failure,
            new Object[0]);
    event.setMDCPropertyMap(ofTheRequest);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
    event.addKeyValuePair(new KeyValuePair("count", 3));
    event.addKeyValuePair(new KeyValuePair("odd key", "a=\"b\""));
    event.addKeyValuePair(new KeyValuePair("nothing", null));
    return new String(new LogLineEncoder(format).encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void printsLogfmtOnOneLine() {
    assertThat(line(Logging.Format.LOGFMT, null))
        .isEqualTo(
            "level=warn ts=2026-01-02T03:04:05.006Z caller=Some msg=\"two\\nlines\" count=3"
                + " odd_key=\"a=\\\"b\\\"\" nothing=null\n");
  }

  @Test
  void tellsWhoseRequestItIsUnlessTheEventSaysSoItself() throws Exception {
    Map<String, String> request = Map.of("org_id", "team-a", "count", "of the request");
    JsonNode json = new ObjectMapper().readTree(line(Logging.Format.JSON, null, request));
    assertThat(json.get("org_id").asText()).isEqualTo("team-a");
    assertThat(json.get("count").asInt()).isEqualTo(3);
  }

  @Test
  void printsJsonOnOneLineWithTheException() throws Exception {
    String line = line(Logging.Format.JSON, new IllegalStateException("broken \"pipe\""));
    assertThat(line).endsWith("}\n").hasLineCount(1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("msg").asText()).isEqualTo("two\nlines");
    assertThat(json.get("count").isInt()).isTrue();
    assertThat(json.get("odd key").asText()).isEqualTo("a=\"b\"");
    assertThat(json.get("err").asText())
        .isEqualTo("java.lang.IllegalStateException: broken \"pipe\"");
    assertThat(json.get("stack").asText()).contains("LogLineEncoderTest");
  }
}
