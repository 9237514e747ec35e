package io.millrace.agent.pipeline;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.LogEntry;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Sends lines through stages and keeps what comes of them. */
final class StageRun {
  static final long READ_NANOS = 1_767_323_045_000_000_000L;

  /** Stands still. */
  static final AgentClock CLOCK =
      new AgentClock() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public long epochNanos() {
          return READ_NANOS;
        }
      };

  final List<String> dropped = new ArrayList<>();
  final CustomMetrics metrics = new CustomMetrics(CLOCK::nanoTime);
  private final List<Instant> times = new ArrayList<>();

  static PipelineSpec spec(String stages) throws ConfigException {
    return ConfigFile.parse(
            "test.yaml",
            "stages: " + stages,
            ConfigFile.Options.STRICT,
            root -> new StageParser(1 << 18).parse(root.node("stages")))
        .config();
  }

  StageContext context() {
    return new StageContext(CLOCK, dropped::add, metrics);
  }

  /** What comes out for some lines, as {@code labels metadata line}. */
  List<String> run(String stages, String... lines) throws ConfigException {
    List<String> out = new ArrayList<>();
    Pipeline pipeline =
        spec(stages)
            .create(
                entry -> {
                  String metadata = entry.metadata().isEmpty() ? "" : " " + entry.metadata();
                  out.add(entry.labels() + metadata + " " + entry.text());
                  times.add(Instant.ofEpochSecond(0, entry.timestampNanos()));
                },
                context());
    for (String line : lines) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      pipeline.accept(
          new LogEntry().begin(READ_NANOS, Labels.of("app", "web"), bytes, 0, bytes.length));
    }
    pipeline.end();
    return out;
  }

  /** Times of all entries that have come out. */
  List<Instant> times() {
    return times;
  }

  /** What was counted, as {@code name{labels} value}. */
  List<String> samples() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder().build().write(out, metrics.collect());
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }
}
