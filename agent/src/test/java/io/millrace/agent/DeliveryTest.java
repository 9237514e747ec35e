package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.tail.TailState;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent makes of the server's answers. */
class DeliveryTest {
  @TempDir Path directory;

  private Path write(int lines) throws Exception {
    Path log = directory.resolve("app.log");
    Files.write(log, numbered(lines), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return log;
  }

  private static List<String> numbered(int lines) {
    return IntStream.range(0, lines).mapToObj(i -> "line " + i).toList();
  }

  private String yaml(LokiSink sink, String stages) {
    return TestAgent.yaml(directory, sink.url(), directory + "/*.log", stages);
  }

  private static String metrics(TestAgent agent) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, agent.registry().scrape());
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 403, 404, 408, 429, 500, 503})
  void sendsAgainUntilAcknowledged(int status) throws Exception {
    write(100);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.number() <= 3 ? LokiSink.Reply.of(status) : LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
        await().untilAsserted(() -> assertThat(sink.lines()).isEqualTo(numbered(100)));
      }
    }
  }

  @Test
  void stopsInTimeThoughALimitHoldsTheLinesBack() throws Exception {
    write(1_000);
    try (LokiSink sink = new LokiSink()) {
      try (TestAgent agent = TestAgent.start(yaml(sink, "[{limit: {rate: 0.001, burst: 5}}]"))) {
        await().until(() -> !sink.lines().isEmpty());
        await().until(() -> agent.file().state() == TailState.PAUSED);
      }
      assertThat(sink.lines()).isEqualTo(numbered(6));
    }
  }

  @Test
  void dropsOnlyTheLinesOfATenantThatNoHeaderCanName() throws Exception {
    Files.writeString(directory.resolve("app.log"), "good a\nt€ b\nt\1 d\ngood e\n");
    String stages = "[{regex: {expression: '^(?P<t>\\S+) '}}, {tenant: {source: t}}]";
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, stages))) {
      await().untilAsserted(() -> assertThat(sink.lines()).contains("good a", "good e"));
      await()
          .untilAsserted(
              () -> assertThat(agent.file().committedOffset()).isEqualTo(agent.file().size()));
      assertThat(sink.received()).extracting(LokiSink.Received::tenant).containsOnly("good");
      assertThat(metrics(agent)).contains("reason=\"rejected_4xx\"");
    }
  }

  @Test
  void splitsWhatIsTooLarge() throws Exception {
    write(100);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.entries().size() > 10 ? LokiSink.Reply.of(413) : LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
        await().untilAsserted(() -> assertThat(sink.lines()).isEqualTo(numbered(100)));
      }
    }
  }

  @Test
  void findsTheEntryThatCannotBeReadAndGoesOn() throws Exception {
    write(100);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(
          push ->
              push.entries().stream().anyMatch(entry -> entry.line().equals("line 37"))
                  ? new LokiSink.Reply(400, "error parsing labels", "")
                  : LokiSink.Reply.OK);
      try (TestAgent agent = TestAgent.start(yaml(sink, "[]"))) {
        await().until(() -> sink.lines().size() == 99);
        assertThat(sink.lines()).doesNotContain("line 37");
        await()
            .untilAsserted(
                () ->
                    assertThat(metrics(agent))
                        .containsPattern(
                            "promtail_dropped_entries_total\\{.*reason=\"rejected_4xx\".*\\} 1.0"));
      }
    }
  }

  @Test
  void countsWhatTheServerIgnoredAndGoesOn() throws Exception {
    write(10);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(
          _ ->
              new LokiSink.Reply(
                  400,
                  "entry for stream '{}' has timestamp too old, total ignored: 4 out of 10",
                  ""));
      try (TestAgent agent = TestAgent.start(yaml(sink, "[]"))) {
        await()
            .untilAsserted(
                () ->
                    assertThat(metrics(agent))
                        .containsPattern("promtail_dropped_entries_total\\{.*rejected_4xx.*\\} 4.0")
                        .containsPattern("promtail_sent_entries_total\\{.*\\} 6.0"));
        assertThat(sink.requests()).isEqualTo(1);
      }
    }
  }

  @Test
  void keepsOneTenantsTroubleFromAnother() throws Exception {
    String stages = "[{regex: {expression: '^(?P<t>\\w+) '}}, {tenant: {source: t}}]";
    Path log = directory.resolve("app.log");
    Files.writeString(log, "bad 1\ngood 1\nbad 2\ngood 2\n");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.tenant().equals("bad") ? LokiSink.Reply.of(429) : LokiSink.Reply.OK);
      TestAgent agent = TestAgent.start(yaml(sink, stages));
      await().until(() -> sink.lines().equals(List.of("good 1", "good 2")));
      agent.kill();
    }
  }

  @Test
  void keepsTheHeadOfALongLineInLittleMemory() throws Exception {
    Path log = directory.resolve("app.log");
    byte[] piece = new byte[1 << 20];
    java.util.Arrays.fill(piece, (byte) 'x');
    try (var out = Files.newOutputStream(log)) {
      for (int i = 0; i < 300; i++) {
        out.write(piece);
      }
      out.write("\nshort\n".getBytes(StandardCharsets.UTF_8));
    }
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
      await().until(() -> sink.lines().size() == 2);
      assertThat(sink.lines().getFirst()).hasSize(256 << 10);
      assertThat(sink.lines().getLast()).isEqualTo("short");
    }
  }

  @Test
  void importsPromtailsPositions() throws Exception {
    Path log = write(10);
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(
        directory.resolve("state/positions.yaml"),
        "positions:\n  " + log + ": \"14\"\n  cursor-journal: \"s=abc\"\n");
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
      await().until(() -> sink.lines().equals(numbered(10).subList(2, 10)));
    }
  }

  @Test
  void startsWithThePreviousPositionsWhenTheLastAreDamaged() throws Exception {
    write(10);
    Path state = directory.resolve("state/positions.millrace");
    try (LokiSink sink = new LokiSink()) {
      for (int i = 1; i <= 2; i++) {
        int lines = 10 * i;
        try (TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
          await().until(() -> sink.lines().size() >= lines);
        }
        write(10);
      }
      Files.write(state, new byte[100]);
      try (TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
        // The lines since the previous state come again; none is missing.
        await().until(() -> sink.lines().size() >= 30);
      }
    }
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    write(1);
    List<Long> times = new CopyOnWriteArrayList<>();
    try (LokiSink sink = new LokiSink()) {
      sink.rule(
          push -> {
            times.add(System.nanoTime());
            return push.number() == 1
                ? new LokiSink.Reply(429, "slow down", "1")
                : LokiSink.Reply.OK;
          });
      try (TestAgent _ = TestAgent.start(yaml(sink, "[]"))) {
        await().until(() -> sink.lines().size() == 1);
        // Its own waits are 50 ms at most.
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(1_000_000_000L);
      }
    }
  }
}
