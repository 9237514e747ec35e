package io.millrace.querier.detected;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineLabels;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldDetectorTest {
  private static LogLine line(String text, String... metadata) {
    LabelSet stream = LabelSet.of("app", "shop");
    LabelSet meta = LabelSet.of(metadata);
    return new LogLine(1, text, new LineLabels(stream, stream, meta, LabelSet.EMPTY));
  }

  private static DetectedField only(LogLine... lines) {
    FieldDetector detector = new FieldDetector(10);
    for (LogLine line : lines) {
      detector.add(line);
    }
    assertThat(detector.fields()).hasSize(1);
    return detector.fields().getFirst();
  }

  @Test
  void givesTheKeysOfJsonAsTheyStandInTheLine() {
    DetectedField field = only(line("{\"user-agent\":{\"http.version\":\"1.1\"}}"));
    assertThat(field.name()).isEqualTo("user_agent_http_version");
    assertThat(field.jsonPath()).containsExactly("user-agent", "http.version");
    assertThat(field.type()).isEqualTo(FieldType.FLOAT);
  }

  @Test
  void tellsAFieldFromTheLabelOfTheStream() {
    DetectedField field = only(line("{\"app\":\"x\"}"));
    assertThat(field.name()).isEqualTo("app_extracted");
    assertThat(field.jsonPath()).containsExactly("app");
  }

  @Test
  void joinsTheParsersOfAllLines() {
    DetectedField field = only(line("n=1"), line("{\"n\":2}"), line("n=2"));
    assertThat(field.parsers()).containsExactly("json", "logfmt");
    assertThat(field.values()).containsExactly("1", "2");
  }

  @Test
  void metadataHasNoParser() {
    assertThat(only(line("plain", "trace_id", "ab")).parsers()).isEmpty();
  }

  @Test
  void keepsToItsLimit() {
    FieldDetector detector = new FieldDetector(2);
    detector.add(line("a=1 b=2 c=3"));
    assertThat(detector.fields()).hasSize(2);
    assertThat(List.of("a", "b", "c")).contains(detector.fields().getFirst().name());
  }
}
