package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that hangs, is slow or refuses one tenant. */
class SlowServerTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private String yaml(LokiSink sink, String glob, String stages) {
    return TestAgent.yaml(directory, sink.url(), directory + "/" + glob, stages);
  }

  private static LokiSink.Reply hang(CountDownLatch end, long millis) {
    try {
      end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return LokiSink.Reply.OK;
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void sendsAllOfAPodThatIsRemovedWhileFiftyMebibytesOfItAreUnread() throws Exception {
    int lines = 50_000;
    Path pod = directory.resolve("pods/shop_cart-0_1234");
    Path log = Files.createDirectories(pod.resolve("main")).resolve("0.log");
    String filler = "x".repeat(1_000);
    try (BufferedWriter out = Files.newBufferedWriter(log)) {
      for (int i = 0; i < lines; i++) {
        out.write("2026-01-02T03:04:05Z stdout F " + i + " " + filler + "\n");
      }
    }
    CountDownLatch end = new CountDownLatch(1);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> hang(end, 20));
      String yaml =
          yaml(sink, "*.log", "[]")
                  .replaceAll(
                      "(?s)pipeline_stages: .*",
                      "pod_directory_configs: [{path: " + directory.resolve("pods") + "}]\n")
              + "limits_config: {max_inflight_bytes: 4MB}\n";
      try (TestAgent agent = TestAgent.start(yaml)) {
        await().atMost(LONG).until(() -> sink.requests() > 0);
        assertThat(agent.file().readOffset()).isLessThan(Files.size(log) / 2);
        Files.delete(log);
        Files.delete(log.getParent());
        Files.delete(pod);
        await().atMost(LONG).until(() -> sink.lines().size() >= lines);
        List<String> received = sink.lines();
        assertThat(received).hasSize(lines);
        for (int i = 0; i < lines; i++) {
          assertThat(received.get(i)).startsWith(i + " ");
        }
        await().atMost(LONG).until(() -> agent.agent().files().isEmpty());
      }
    }
    end.countDown();
  }

  @Test
  void stopsWithinTheGraceThoughTheServerHangsAndSendsAgainAfterwards() throws Exception {
    append(directory.resolve("0.log"), "one\ntwo\n");
    CountDownLatch end = new CountDownLatch(1);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.number() == 1 ? hang(end, 120_000) : LokiSink.Reply.of(0));
      TestAgent agent = TestAgent.start(yaml(sink, "*.log", "[]"));
      await().until(() -> sink.requests() > 0);
      Instant before = Instant.now();
      agent.agent().stop(Duration.ofSeconds(1));
      // Without the grace it would wait for the request's timeout of 10 s, again and again.
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(9));
      sink.rule(_ -> LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink, "*.log", "[]"))) {
        await().until(() -> sink.lines().equals(List.of("one", "two")));
      }
      end.countDown();
    }
  }

  @Test
  void sendsAgainWhenAnAnswerDoesNotComeInTime() throws Exception {
    append(directory.resolve("0.log"), "one\ntwo\n");
    CountDownLatch end = new CountDownLatch(1);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.number() <= 2 ? hang(end, 120_000) : LokiSink.Reply.OK);
      String yaml =
          yaml(sink, "*.log", "[]")
              .replace("batchwait: 20ms", "batchwait: 20ms\n    timeout: 100ms");
      try (TestAgent _ = TestAgent.start(yaml)) {
        await().until(() -> sink.lines().equals(List.of("one", "two")));
      }
      end.countDown();
    }
  }

  @Test
  void keepsOneTenantsTroubleFromTheFilesOfAnother() throws Exception {
    Path bad = directory.resolve("bad.log");
    Path good = directory.resolve("good.log");
    String stages = "[{regex: {expression: '^(?P<t>\\w+) '}}, {tenant: {source: t}}]";
    String crowd = ("bad " + "x".repeat(1_000) + "\n").repeat(5_000);
    append(bad, crowd);
    long worst = 0;
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.tenant().equals("bad") ? LokiSink.Reply.of(429) : LokiSink.Reply.OK);
      TestAgent agent =
          TestAgent.start(
              yaml(sink, "*.log", stages) + "limits_config: {max_inflight_bytes: 400KB}\n");
      for (int i = 0; i < 50; i++) {
        append(bad, crowd.substring(0, 10_010));
        String line = "good " + i;
        Instant before = Instant.now();
        append(good, line + "\n");
        await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(LONG)
            .until(() -> sink.lines().contains(line));
        worst = Math.max(worst, Duration.between(before, Instant.now()).toMillis());
      }
      agent.kill();
    }
    System.out.println("worst delay beside a tenant at 429: " + worst + " ms");
    try (Stream<String> lines = Files.lines(good)) {
      assertThat(lines.count()).isEqualTo(50);
    }
  }
}
