package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.config.AgentSettings;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that go while the server is away. */
class SpoolAgentTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int FILE_LINES = 1_500;

  @TempDir private Path directory;

  private final Random random = new Random(3);

  private Path log() {
    return directory.resolve("0.log");
  }

  private AgentSettings settings(LokiSink sink, String spool) throws Exception {
    return TestAgent.settings(
        TestAgent.yaml(directory, sink.url(), log().toString(), "[]")
                .replace("batchwait: 20ms", "batchwait: 20ms\n    batchsize: 20000")
            + "limits_config: {max_inflight_bytes: 100KB}\n"
            + spool);
  }

  private static TestAgent start(AgentSettings settings) throws Exception {
    return TestAgent.start(settings, settings.tail());
  }

  private List<String> append(int from) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < from + FILE_LINES; i++) {
      lines.add("line " + i + " " + Long.toHexString(random.nextLong()).repeat(6));
    }
    Files.write(log(), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return lines;
  }

  private static double spooled(TestAgent agent) {
    return agent.registry().scrape().stream()
        .filter(metric -> metric.getMetadata().getName().equals("millrace_agent_spool_bytes"))
        .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void keepsALogThatIsDeletedWhileTheServerIsAwayAlsoOverAKill() throws Exception {
    List<String> written = append(0);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      AgentSettings settings = settings(sink, "spool: {}\n");
      TestAgent agent = start(settings);
      await().until(() -> sink.requests() > 0);
      // The reader waits for room, and without the spool these lines would be lost.
      Files.delete(log());
      await().atMost(LONG).until(() -> spooled(agent) > 0);
      await().atMost(LONG).until(() -> agent.agent().files().isEmpty());
      agent.kill();
      written.addAll(append(FILE_LINES));
      sink.rule(_ -> LokiSink.Reply.OK);
      try (TestAgent next = start(settings)) {
        await().atMost(LONG).until(() -> sink.lines().size() >= written.size());
        assertThat(sink.lines()).isEqualTo(written);
        await().atMost(LONG).until(() -> spooled(next) == 0);
      }
    }
  }

  @Test
  void readsOnWhileTooManyFilesRotateAndKeepsTheOrder() throws Exception {
    List<String> written = append(0);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      try (TestAgent agent = start(settings(sink, "spool: {rotated_files: 2}\n"))) {
        await().until(() -> sink.requests() > 0);
        for (int i = 1; i <= 3; i++) {
          Files.move(log(), directory.resolve("0.log." + i));
          written.addAll(append(i * FILE_LINES));
        }
        await().atMost(LONG).until(() -> spooled(agent) > 0);
        // What has been read to its end can go.
        await()
            .atMost(LONG)
            .until(
                () ->
                    agent.file().path().equals(log().toString()) && agent.file().openFiles() == 1);
        Files.delete(directory.resolve("0.log.1"));
        Files.delete(directory.resolve("0.log.2"));
        sink.rule(_ -> LokiSink.Reply.OK);
        await().atMost(LONG).until(() -> sink.lines().size() >= written.size());
        assertThat(sink.lines()).isEqualTo(written);
      }
    }
  }

  @Test
  void waitsWhenTheSpoolIsFull() throws Exception {
    List<String> written = append(0);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      String spool = "spool: {max_bytes: 40KB, segment_bytes: 10KB}\n";
      AgentSettings settings = settings(sink, spool);
      try (TestAgent agent = start(settings)) {
        await().until(() -> sink.requests() > 0);
        Files.delete(log());
        await().atMost(LONG).until(() -> spooled(agent) > 20_000);
        assertThat(spooled(agent)).isLessThanOrEqualTo(40 << 10);
        assertThat(agent.file().openFiles()).isEqualTo(1);
        sink.rule(_ -> LokiSink.Reply.OK);
        await().atMost(LONG).until(() -> sink.lines().size() >= written.size());
        assertThat(sink.lines()).isEqualTo(written);
      }
    }
  }
}
