package io.millrace.ingester.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelDetectorTest {
  private final LevelDetector detector = new LevelDetector(LevelDetector.DEFAULT_FIELDS, 2);

  private String ofLine(String line) {
    byte[] padded = ('=' + line + "\"error").getBytes(StandardCharsets.UTF_8);
    return detector.ofEntry(Labels.empty(), padded, 1, padded.length - 6);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"level\":\"WARN\",\"x\":1}`,warn",
        "`{\"a\":{\"level\":\"dbg\"}}`,debug",
        "`{\"a\":{\"b\":{\"level\":\"trc\"}}}`,unknown",
        "`{\"a\":[{\"level\":\"fatal\"}],\"lvl\":\"inf\"}`,info",
        "`{\"leveL\":\"inf\",\"n\":1}`,unknown",
        "`{\"level\":3,\"msg\":\"an error happened\"}`,error",
        "`{\"x\":\"a\\\"b\",\"severity\":\"critical\"}`,critical",
        "`{\"level\":\"weird\"}`,unknown",
        "`{\"level\" broken}`,unknown",
        "`level=debug msg=\"x\"`,debug",
        "`msg=\"level=fatal\" LeVeL=warn`,warn",
        "`severity=info level=error`,error",
        "`lvl=trc`,trace",
        "`a=\"unclosed level=wrn`,unknown",
        "`x=1 level=odd error`,error",
        "`2026 [WARNING] disk`,warn",
        "`panic: runtime error`,error",
        "`errors everywhere`,unknown",
        "`an info: error`,info",
        "`(err)`,error",
        "``,unknown",
      })
  void findsTheLevelOfALine(String line, String level) {
    assertThat(ofLine(line)).isEqualTo(level);
  }

  @Test
  void metadataComesBeforeTheLine() {
    byte[] line = "level=debug".getBytes(StandardCharsets.UTF_8);
    assertThat(detector.ofEntry(Labels.of("severity_text", "INFO"), line, 0, line.length))
        .isEqualTo("info");
    assertThat(detector.ofEntry(Labels.of("severity_number", "17"), line, 0, line.length))
        .isEqualTo("error");
    assertThat(detector.ofEntry(Labels.of("level", "Odd"), line, 0, line.length)).isEqualTo("Odd");
  }

  @Test
  void labelsAreTakenInTheOrderOfTheList() {
    assertThat(detector.ofLabels(Labels.of("severity", "fatal", "level", "ERR")))
        .isEqualTo("error");
    assertThat(detector.ofLabels(Labels.of("app", "x"))).isNull();
  }
}
