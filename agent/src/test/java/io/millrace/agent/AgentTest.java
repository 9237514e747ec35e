package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.tail.TailState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
  @TempDir Path directory;

  private static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private static void append(Path file, List<String> lines) throws Exception {
    Files.writeString(
        file,
        String.join("\n", lines) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void awaitLines(LokiSink sink, List<String> expected) {
    await().untilAsserted(() -> assertThat(sink.lines()).isEqualTo(expected));
  }

  @Test
  void sendsWhatIsThereAndWhatComes() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
      awaitLines(sink, numbered(0, 10));
      append(log, numbered(10, 20));
      awaitLines(sink, numbered(0, 20));
      assertThat(sink.received().getFirst().labels())
          .isEqualTo("{filename=\"" + log + "\", job=\"test\"}");
    }
  }

  private String yaml(LokiSink sink, String glob) {
    return TestAgent.yaml(directory, sink.url(), directory + "/" + glob, "[]");
  }

  @Test
  void readsOnWhereTheServerHadAcknowledged() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink()) {
      try (TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
        awaitLines(sink, numbered(0, 10));
      }
      append(log, numbered(10, 20));
      try (TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
        awaitLines(sink, numbered(0, 20));
      }
    }
  }

  @Test
  void sendsAgainWhatWasNotAcknowledged() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      TestAgent killed = TestAgent.start(yaml(sink, "*.log"));
      await().until(() -> sink.requests() > 2);
      killed.kill();
      sink.rule(_ -> LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
        // A push of the killed agent may still be on its way, so that they come twice.
        await()
            .untilAsserted(
                () ->
                    assertThat(sink.lines().stream().distinct().toList())
                        .isEqualTo(numbered(0, 10)));
      }
    }
  }

  @Test
  void readsARenamedFileToItsRealEnd() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
      awaitLines(sink, numbered(0, 10));
      Path rotated = directory.resolve("app.log.1");
      Files.move(log, rotated);
      append(rotated, numbered(10, 15));
      append(log, numbered(15, 20));
      awaitLines(sink, numbered(0, 20));
    }
  }

  @Test
  void findsRotatedFilesThatCameAndWentWhileItWasDown() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink()) {
      try (TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
        awaitLines(sink, numbered(0, 10));
      }
      append(log, numbered(10, 20));
      gzip(log, directory.resolve("app.log.2.gz"));
      Files.delete(log);
      append(directory.resolve("app.log.1"), numbered(20, 30));
      append(log, numbered(30, 40));
      try (TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
        awaitLines(sink, numbered(0, 40));
      }
    }
  }

  private static void gzip(Path from, Path to) throws Exception {
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
  }

  @Test
  void readsTheCopyOfATruncatedFileToItsEnd() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "*.log"))) {
      awaitLines(sink, numbered(0, 10));
      Path copy = directory.resolve("app.log.1");
      Files.copy(log, copy);
      append(copy, numbered(10, 12));
      Files.writeString(log, "a\n", StandardOpenOption.TRUNCATE_EXISTING);
      List<String> expected = new ArrayList<>(numbered(0, 12));
      expected.add("a");
      awaitLines(sink, expected);
    }
  }

  @Test
  void joinsThePiecesOfContainerLines() throws Exception {
    Path pod = Files.createDirectories(directory.resolve("pods/shop_cart-0_1234/main"));
    Files.writeString(
        pod.resolve("0.log"),
        """
        2026-01-02T03:04:05.123456789Z stdout P one
        2026-01-02T03:04:05.2Z stderr F err
        2026-01-02T03:04:06Z stdout F  two
        """,
        UTF_8);
    try (LokiSink sink = new LokiSink();
        TestAgent _ =
            TestAgent.start(
                yaml(sink, "*.log")
                    .replaceAll(
                        "(?s)static_configs:.*",
                        "pod_directory_configs: [{path: " + directory + "/pods}]\n")
                    .replace("    pipeline_stages: []\n", ""))) {
      await().until(() -> sink.received().size() == 2);
      assertThat(sink.received())
          .containsExactly(
              new LokiSink.Received(
                  "{app=\"cart\", container=\"main\", job=\"shop/cart\", namespace=\"shop\","
                      + " pod=\"cart-0\", stream=\"stderr\"}",
                  1767323045_200_000_000L,
                  "err",
                  ""),
              new LokiSink.Received(
                  "{app=\"cart\", container=\"main\", job=\"shop/cart\", namespace=\"shop\","
                      + " pod=\"cart-0\", stream=\"stdout\"}",
                  1767323046_000_000_000L,
                  "one two",
                  ""));
    }
  }

  @Test
  void goesOnWithAFileThatIsRenamedBack() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    try (LokiSink sink = new LokiSink();
        TestAgent test = TestAgent.start(yaml(sink, "*.log"))) {
      awaitLines(sink, numbered(0, 10));
      Path away = directory.resolve("app.log.1");
      Files.move(log, away);
      await().until(() -> test.file().state() == TailState.DRAINING);
      Files.move(away, log);
      append(log, numbered(10, 20));
      awaitLines(sink, numbered(0, 20));
    }
  }

  @Test
  void readsAFileOnceThatTwoPathsLeadTo() throws Exception {
    Path log = directory.resolve("app.log");
    append(log, numbered(0, 10));
    Files.createSymbolicLink(directory.resolve("link.log"), log);
    try (LokiSink sink = new LokiSink();
        TestAgent test = TestAgent.start(yaml(sink, "*.log"))) {
      awaitLines(sink, numbered(0, 10));
      await()
          .until(
              () ->
                  test.agent().files().stream()
                      .anyMatch(file -> file.state() == TailState.DUPLICATE));
      append(log, numbered(10, 12));
      awaitLines(sink, numbered(0, 12));
    }
  }

  @Test
  void namesTheMissingEndOfALink() throws Exception {
    Files.createSymbolicLink(directory.resolve("0.log"), directory.resolve("docker/x/x-json.log"));
    try (LokiSink sink = new LokiSink();
        TestAgent test = TestAgent.start(yaml(sink, "*.log"))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(test.file().detail())
                      .contains(directory.resolve("docker") + " does not exist"));
    }
  }
}
