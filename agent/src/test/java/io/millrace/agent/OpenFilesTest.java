package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.tail.TailOptions;
import io.millrace.agent.tail.TailState;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More files than may be open, and files that are silent. */
class OpenFilesTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  @TempDir private Path directory;

  private TestAgent start(LokiSink sink, int maxOpen, Duration closeAfter) throws Exception {
    AgentSettings read =
        TestAgent.settings(
            TestAgent.yaml(directory, sink.url(), directory + "/logs/**/*.log", "[]")
                .replace("max_poll_frequency: 20ms", "max_poll_frequency: 100ms")
                .replace("sync_period: 20ms", "sync_period: 1s")
                .replace(
                    "target_config: {sync_period: 100ms}", "target_config: {sync_period: 1s}"));
    return TestAgent.start(read, read.tail().withOpenFiles(maxOpen, closeAfter));
  }

  private Path log(String name) throws IOException {
    Path file = directory.resolve("logs").resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static long count(TestAgent agent, TailState state) {
    return agent.agent().files().stream().filter(file -> file.state() == state).count();
  }

  private static void awaitClosed(TestAgent agent) {
    await().until(() -> count(agent, TailState.CLOSED) == 1);
  }

  private static void awaitLines(LokiSink sink, String... lines) {
    await().atMost(LONG).untilAsserted(() -> assertThat(sink.lines()).isEqualTo(List.of(lines)));
  }

  /** Descriptors of this process that lead to files of the test. */
  private long open() throws IOException {
    String logs = directory.toRealPath().resolve("logs").toString();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(
              fd -> {
                try {
                  Path target = Files.readSymbolicLink(fd);
                  return target.startsWith(logs) && target.toString().contains(".log");
                } catch (IOException closedMeanwhile) {
                  return false;
                }
              })
          .count();
    }
  }

  private static double value(TestAgent agent, String name, String label) {
    for (MetricSnapshot each : agent.registry().scrape()) {
      if (each.getMetadata().getName().equals(name)) {
        return switch (each) {
          case GaugeSnapshot gauge ->
              gauge.getDataPoints().stream()
                  .filter(point -> label.isEmpty() || point.getLabels().toString().contains(label))
                  .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                  .sum();
          case CounterSnapshot counter ->
              counter.getDataPoints().stream()
                  .filter(point -> label.isEmpty() || point.getLabels().toString().contains(label))
                  .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                  .sum();
          default -> throw new AssertionError(name);
        };
      }
    }
    throw new AssertionError("no metric " + name);
  }

  @Test
  void readsTenThousandFilesWithFewOpenAtATime() throws Exception {
    int files = 10_000;
    int most = 500;
    for (int i = 0; i < files; i++) {
      append(log(i % 100 + "/" + i + ".log"), "file " + i + "\n");
    }
    try (LokiSink sink = new LokiSink();
        TestAgent agent = start(sink, most, NEVER)) {
      List<Long> open = new ArrayList<>();
      await()
          .atMost(LONG)
          .until(
              () -> {
                open.add(open());
                return sink.lines().size() == files;
              });
      // What is opened to be looked at is not counted: one for each of the workers.
      assertThat(open).allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(most + 10));
      for (int i = 0; i < files; i += 10) {
        append(log(i % 100 + "/" + i + ".log"), "more " + i + "\n");
      }
      await().atMost(LONG).until(() -> sink.lines().size() == files + files / 10);
      assertThat(new HashSet<>(sink.lines())).hasSize(files + files / 10);
      assertThat(value(agent, "millrace_agent_open_files", "")).isLessThanOrEqualTo(most);
      assertThat(value(agent, "millrace_agent_max_open_files", "")).isEqualTo(most);
    }
  }

  @Test
  void closesASilentFileAndGoesOnWhenItGrows() throws Exception {
    Path log = log("0.log");
    append(log, "one\ntw");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = start(sink, 10, AT_ONCE)) {
      awaitLines(sink, "one");
      append(log, "o\n");
      awaitLines(sink, "one", "two");
      awaitClosed(agent);
      await().until(() -> open() == 0);
      assertThat(agent.file().committedOffset()).isEqualTo(8);
      append(log, "three\n");
      awaitLines(sink, "one", "two", "three");
      awaitClosed(agent);
    }
    append(log, "four\n");
    try (LokiSink sink = new LokiSink();
        TestAgent _ = start(sink, 10, AT_ONCE)) {
      awaitLines(sink, "four");
    }
  }

  @Test
  void readsWhatComesToAClosedFileWhileItRotatesAndAfterwards() throws Exception {
    Path log = log("0.log");
    append(log, "one\n");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = start(sink, 10, AT_ONCE);
        OutputStream writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      awaitLines(sink, "one");
      awaitClosed(agent);
      Files.move(log, log.resolveSibling("0.log.1"));
      await().until(() -> agent.file().state() == TailState.DRAINING);
      // The writer has not opened its new file yet.
      writer.write("two\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      awaitLines(sink, "one", "two");
      append(log, "three\n");
      awaitLines(sink, "one", "two", "three");
      awaitClosed(agent);
    }
  }

  @Test
  void findsEveryFileThatAClosedOneHasBecomeBetweenTwoLooks() throws Exception {
    Path log = log("0.log");
    append(log, "the first line of the first file\n");
    AgentSettings read;
    try (LokiSink sink = new LokiSink()) {
      read =
          TestAgent.settings(
              TestAgent.yaml(directory, sink.url(), directory + "/logs/*.log", "[]")
                  .replace("min_poll_frequency: 10ms", "min_poll_frequency: 1s")
                  .replace("max_poll_frequency: 20ms", "max_poll_frequency: 1s"));
      try (TestAgent agent = TestAgent.start(read, read.tail().withOpenFiles(10, AT_ONCE))) {
        await().until(() -> sink.lines().size() == 1);
        awaitClosed(agent);
        append(log, "its second line\n");
        try (OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(log.resolveSibling("0.log.2.gz")))) {
          Files.copy(log, out);
        }
        Files.delete(log);
        append(log.resolveSibling("0.log.1"), "another file\n");
        append(log, "the live file\n");
        awaitLines(
            sink,
            "the first line of the first file",
            "its second line",
            "another file",
            "the live file");
      }
    }
  }

  @Test
  void readsAClosedFileFromItsStartThatWasRewritten() throws Exception {
    Path log = log("0.log");
    append(log, "a line of the first content\n");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = start(sink, 10, AT_ONCE)) {
      awaitLines(sink, "a line of the first content");
      awaitClosed(agent);
      Files.writeString(log, "a line of the other content\n");
      awaitLines(sink, "a line of the first content", "a line of the other content");
    }
  }

  @Test
  void letsFilesWaitWhileNoneCanBeClosedAndLosesNothing() throws Exception {
    for (int i = 0; i < 4; i++) {
      append(log(i + ".log"), "file " + i + "\n");
    }
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      try (TestAgent agent = start(sink, 2, NEVER)) {
        await().until(() -> count(agent, TailState.WAITING) == 2);
        assertThat(value(agent, "millrace_agent_files", "waiting")).isEqualTo(2);
        assertThat(agent.agent().files())
            .filteredOn(file -> file.state() == TailState.WAITING)
            .allSatisfy(file -> assertThat(file.detail()).contains("max_open_files"));
        // All of them rotate twice meanwhile.
        for (int i = 0; i < 4; i++) {
          Path log = log(i + ".log");
          Files.move(log, log.resolveSibling(i + ".log.2"));
          append(log.resolveSibling(i + ".log.1"), "next of file " + i + "\n");
          append(log, "last of file " + i + "\n");
        }
        sink.rule(_ -> LokiSink.Reply.OK);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 4; i++) {
          expected.addAll(List.of("file " + i, "next of file " + i, "last of file " + i));
        }
        await().atMost(LONG).until(() -> new HashSet<>(sink.lines()).equals(expected));
      }
    }
  }

  @Test
  void readsAFileThatIsNoLongerWantedWhenItsTurnComes() throws Exception {
    append(log("0.log"), "file 0\n");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      AgentSettings read =
          TestAgent.settings(
              TestAgent.yaml(directory, sink.url(), directory + "/logs/*.log", "[]"));
      AgentSettings other =
          TestAgent.settings(
              TestAgent.yaml(directory, sink.url(), directory + "/logs/0.log", "[]"));
      TailOptions tail = read.tail().withOpenFiles(1, NEVER);
      try (TestAgent agent = TestAgent.start(read, tail)) {
        await().until(() -> open() == 1);
        append(log("1.log"), "file 1\n");
        await().until(() -> count(agent, TailState.WAITING) == 1);
        agent.agent().reload(TestAgent.with(other, tail), Duration.ZERO);
        sink.rule(_ -> LokiSink.Reply.OK);
        awaitLines(sink, "file 0", "file 1");
        await().until(() -> agent.agent().files().size() == 1);
      }
    }
  }

  @Test
  void countsAFileThatIsDeletedWhileItWaits() throws Exception {
    append(log("0.log"), "file 0\n");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      try (TestAgent agent = start(sink, 1, NEVER)) {
        await().until(() -> open() == 1);
        append(log("1.log"), "file 1\n");
        await().until(() -> count(agent, TailState.WAITING) == 1);
        Files.delete(log("1.log"));
        sink.rule(_ -> LokiSink.Reply.OK);
        await()
            .atMost(LONG)
            .until(() -> value(agent, "millrace_agent_lost_bytes", "deleted_unread") == 7);
        await().until(() -> agent.agent().files().size() == 1);
      }
    }
  }
}
