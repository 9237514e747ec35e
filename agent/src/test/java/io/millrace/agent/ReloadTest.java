package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.Agent.Reload;
import io.millrace.agent.tail.TailState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A config that changes while files are read. */
class ReloadTest {
  private static final Duration GRACE = Duration.ofSeconds(5);

  @TempDir private Path directory;

  private String yaml(LokiSink sink, String labels, String second) {
    return TestAgent.yaml(directory, sink.url(), directory + "/a.log", "[]")
            .replace("job: test", "job: test" + labels)
        + second;
  }

  private static void append(Path file, String line) throws Exception {
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void awaitLines(LokiSink sink, String... lines) {
    await().untilAsserted(() -> assertThat(sink.lines()).containsExactly(lines));
  }

  private String job(String name) {
    return """
      - job_name: %s
        static_configs:
          - labels: {job: %s, __path__: "%s/%s.log"}
    """
        .formatted(name, name, directory, name);
  }

  /** Descriptors of this process that lead to the file. */
  private static List<Path> descriptors(Path file) throws Exception {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(
              fd -> {
                try {
                  return Files.readSymbolicLink(fd).equals(file);
                } catch (java.io.IOException e) {
                  return false;
                }
              })
          .toList();
    }
  }

  @Test
  void keepsTheFilesOfAJobOpenThatSaysTheSame() throws Exception {
    Path log = directory.toRealPath().resolve("a.log");
    append(log, "one");
    append(directory.resolve("b.log"), "other");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, "", ""))) {
      awaitLines(sink, "one");
      List<Path> before = descriptors(log);
      assertThat(before).hasSize(1);
      assertThat(agent.agent().reload(TestAgent.settings(yaml(sink, "", job("b"))), GRACE))
          .isEqualTo(Reload.JOBS);
      awaitLines(sink, "one", "other");
      append(log, "two");
      awaitLines(sink, "one", "other", "two");
      assertThat(descriptors(log)).isEqualTo(before);
    }
  }

  @Test
  void endsAJobThatIsGone() throws Exception {
    append(directory.resolve("b.log"), "other");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, "", job("b")))) {
      awaitLines(sink, "other");
      agent.agent().reload(TestAgent.settings(yaml(sink, "", "")), GRACE);
      await()
          .untilAsserted(
              () ->
                  assertThat(agent.agent().files())
                      .allMatch(file -> file.state() == TailState.DONE));
    }
  }

  @Test
  void swapsLabelsWithoutReadingAgain() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "one");
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, "", ""))) {
      awaitLines(sink, "one");
      agent.agent().reload(TestAgent.settings(yaml(sink, ", env: new", "")), GRACE);
      await().untilAsserted(() -> assertThat(agent.file().labels().get("env")).isEqualTo("new"));
      append(log, "two");
      awaitLines(sink, "one", "two");
      assertThat(sink.received().getFirst().labels()).doesNotContain("env");
      assertThat(sink.received().getLast().labels()).contains("env=\"new\"");
    }
  }

  @Test
  void beginsAgainWhenTheClientsAreOthers() throws Exception {
    Path log = directory.resolve("a.log");
    append(log, "one");
    try (LokiSink first = new LokiSink();
        LokiSink second = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(first, "", ""))) {
      awaitLines(first, "one");
      assertThat(agent.agent().reload(TestAgent.settings(yaml(second, "", "")), GRACE))
          .isEqualTo(Reload.ALL);
      append(log, "two");
      awaitLines(second, "two");
      awaitLines(first, "one");
    }
  }

  @Test
  void tellsWhenNothingHasChanged() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, "", ""))) {
      assertThat(agent.agent().reload(TestAgent.settings(yaml(sink, "", "")), GRACE))
          .isEqualTo(Reload.UNCHANGED);
    }
  }
}
