package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.tail.TailState;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are in the way of being read: forbidden, re-used, holed, cut short, deleted. */
class RoughFilesTest {
  @TempDir private Path directory;

  private String yaml(LokiSink sink) {
    return TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[]");
  }

  private static void append(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void awaitLines(LokiSink sink, List<String> lines) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(sink.lines()).isEqualTo(lines));
  }

  private static double lost(TestAgent agent, String reason) {
    return agent.registry().scrape().stream()
        .filter(metric -> metric.getMetadata().getName().equals("millrace_agent_lost_bytes"))
        .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
        .filter(point -> reason.equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void readsAFileOnceItMayBeRead() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "one\n");
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("---------"));
    // Who may read everything cannot be refused: then a path that is no directory does as well.
    boolean isRoot = Files.isReadable(log);
    Path blocked = directory.resolve("loop.log");
    if (isRoot) {
      Files.createSymbolicLink(blocked, blocked);
    }
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      Path refused = isRoot ? blocked : log;
      await()
          .untilAsserted(
              () ->
                  assertThat(agent.agent().files())
                      .filteredOn(file -> file.path().equals(refused.toString()))
                      .singleElement()
                      .satisfies(
                          file ->
                              assertThat(file.state())
                                  .isIn(TailState.NO_ACCESS, TailState.BROKEN_LINK)));
      if (isRoot) {
        Files.delete(blocked);
        append(blocked, "two\n");
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(sink.lines()).contains("two"));
      } else {
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-------"));
        awaitLines(sink, List.of("one"));
      }
    }
  }

  @Test
  void readsAnotherFileFromItsStartThatHasTheSameInode() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "first content, long enough to be told apart\n");
    Object inode = Files.getAttribute(log, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    try (LokiSink sink = new LokiSink()) {
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        awaitLines(sink, List.of("first content, long enough to be told apart"));
      }
      // The file system gives the number out again soon, to the file itself when it is rewritten.
      Files.writeString(log, "other content, also longer than the offset of the first one\n");
      Assumptions.assumeTrue(
          inode.equals(Files.getAttribute(log, "unix:ino", LinkOption.NOFOLLOW_LINKS)));
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        awaitLines(
            sink,
            List.of(
                "first content, long enough to be told apart",
                "other content, also longer than the offset of the first one"));
      }
    }
  }

  @Test
  void skipsZerosThatAPowerCutHasLeft() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "one\n");
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(4 + (1 << 20));
      file.write("two\n".getBytes(StandardCharsets.UTF_8));
    }
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink))) {
      awaitLines(sink, List.of("one", "two"));
    }
  }

  @Test
  void countsWhatATruncationHasTaken() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "x".repeat(100) + "\n");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink).replace("pipeline_stages: []", SLOW))) {
      await().until(() -> agent.agent().files().stream().anyMatch(f -> f.readOffset() == 101));
      append(log, ("y".repeat(99) + "\n").repeat(50));
      await().until(() -> agent.file().size() == 5101);
      await().until(() -> agent.file().state() == TailState.PAUSED);
      long read = agent.file().readOffset();
      Files.writeString(log, "new\n");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(lost(agent, "truncated_unread")).isEqualTo((double) (5101 - read)));
    }
  }

  /** Two lines at once, and then one in two seconds. */
  private static final String SLOW = "pipeline_stages: [{limit: {rate: 0.5, burst: 2}}]";

  @Test
  void letsADeletedFileGoThatNobodyTakes() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "0123456789\n");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      AgentSettings read = TestAgent.settings(yaml(sink));
      try (TestAgent agent =
          TestAgent.start(read, read.tail().withDeleted(Duration.ofMillis(100), 1 << 20))) {
        await().until(() -> sink.requests() > 0);
        Files.delete(log);
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(lost(agent, "deleted_unread")).isEqualTo(11));
      }
    }
  }

  @Test
  void letsADeletedFileGoThatItMayNotReadOn() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "0123456789\n".repeat(5_000));
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      AgentSettings read =
          TestAgent.settings(
              yaml(sink).replace("batchwait: 20ms", "batchwait: 20ms\n    batchsize: 2000")
                  + "limits_config: {max_inflight_bytes: 10KB}\n");
      try (TestAgent agent =
          TestAgent.start(read, read.tail().withDeleted(Duration.ofMillis(100), 1 << 20))) {
        await().until(() -> agent.file().state() == TailState.PAUSED);
        Files.delete(log);
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(lost(agent, "deleted_unread")).isGreaterThan(11_000));
      }
    }
  }

  @Test
  void goesOnInTheCompressedCopyOfADeletedFile() throws Exception {
    Path log = directory.resolve("a.log");
    String old = "a line that is long enough to tell its file by";
    append(log, old + "\n");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      AgentSettings read = TestAgent.settings(yaml(sink));
      try (TestAgent agent =
          TestAgent.start(read, read.tail().withDeleted(Duration.ofMillis(100), 1 << 20))) {
        await().until(() -> sink.requests() > 0);
        Path copy = directory.toRealPath().resolve("a.log.1.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(copy))) {
          Files.copy(log, out);
        }
        Files.delete(log);
        append(log, "new\n");
        await().atMost(Duration.ofSeconds(20)).until(() -> isOpen(copy));
        sink.rule(_ -> LokiSink.Reply.OK);
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(sink.lines()).contains(old, "new"));
        assertThat(lost(agent, "deleted_unread")).isZero();
      }
    }
  }

  private static boolean isOpen(Path file) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.anyMatch(
          fd -> {
            try {
              return Files.readSymbolicLink(fd).equals(file);
            } catch (IOException closedMeanwhile) {
              return false;
            }
          });
    }
  }

  @Test
  void countsWhatTheServerRefuses() throws Exception {
    append(directory.resolve("a.log"), "0123456789\n");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(
          _ ->
              new LokiSink.Reply(
                  400,
                  "entry for stream '{}' has timestamp too old, total ignored: 1 out of 1",
                  ""));
      try (TestAgent agent = TestAgent.start(yaml(sink))) {
        await().untilAsserted(() -> assertThat(lost(agent, "rejected_4xx")).isEqualTo(10));
      }
    }
  }
}
