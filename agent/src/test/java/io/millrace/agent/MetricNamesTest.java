package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics that dashboards for Promtail show. */
class MetricNamesTest {
  @TempDir private Path directory;

  private static List<String> samples(TestAgent agent) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder().build().write(out, agent.registry().scrape());
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private String yaml(LokiSink sink) {
    return TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[]");
  }

  private static void awaitSample(TestAgent agent, String name, String... parts) {
    await()
        .untilAsserted(
            () ->
                assertThat(samples(agent))
                    .filteredOn(line -> line.startsWith(name))
                    .anySatisfy(line -> assertThat(line).contains(parts)));
  }

  @Test
  void countsWhatIsCutOffOfLines() throws Exception {
    Files.writeString(directory.resolve("a.log"), "0123456789abc\nshort\n");
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(
                yaml(sink)
                    + "limits_config: {max_line_size: 10, max_line_size_truncate: true}\n")) {
      await().untilAsserted(() -> assertThat(sink.lines()).containsExactly("0123456789", "short"));
      awaitSample(agent, "promtail_mutated_bytes_total{", "reason=\"line_too_long\"", "} 3.0");
      awaitSample(agent, "promtail_mutated_entries_total{", "reason=\"line_too_long\"", "} 1.0");
      awaitSample(agent, "promtail_mutated_entries_total{", "reason=\"rate_limited\"", "} 0.0");
    }
  }

  @Test
  void countsTargetsThatAreReadAndThatAreNot() throws Exception {
    try (LokiSink sink = new LokiSink()) {
      String yaml =
          yaml(sink)
              + """
                    - labels: {job: other, __host__: elsewhere, __path__: /nowhere/*.log}
              """;
      try (TestAgent agent = TestAgent.start(yaml)) {
        awaitSample(agent, "promtail_targets_active_total", " 1.0");
        awaitSample(agent, "promtail_targets_failed_total{reason=\"wrong_host\"", "} 1.0");
        await().until(() -> agent.agent().targets().size() == 1);
        awaitSample(agent, "promtail_targets_failed_total{reason=\"dropped\"", "} 0.0");
      }
    }
  }

  @Test
  void countsLinesThatTheEncodingDoesNotKnow() throws Exception {
    // A low surrogate without a high one before it.
    byte[] bytes = {'a', 0, '\n', 0, 0x00, (byte) 0xDC, '\n', 0};
    Files.write(directory.resolve("a.log"), bytes);
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(
                yaml(sink).replace("job_name: test", "job_name: test\n    encoding: utf-16le"))) {
      await().untilAsserted(() -> assertThat(sink.lines()).containsExactly("a", "\uFFFD"));
      awaitSample(agent, "promtail_encoding_failures_total{", "a.log", "} 1.0");
    }
  }
}
