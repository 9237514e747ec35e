package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.tail.TailState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which one file takes the place of another. */
class RenameTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private Path log() {
    return directory.resolve("0.log");
  }

  private TestAgent start(LokiSink sink, Duration grace) throws Exception {
    AgentSettings read =
        TestAgent.settings(TestAgent.yaml(directory, sink.url(), log().toString(), "[]"));
    return TestAgent.start(read, read.tail().withRotation(Duration.ofMillis(200), grace));
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private OutputStream open() throws IOException {
    return Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void awaitLines(LokiSink sink, List<String> lines) {
    await().atMost(LONG).untilAsserted(() -> assertThat(sink.lines()).isEqualTo(lines));
  }

  @Test
  void readsWhatIsWrittenToARenamedFileAtAnyTimeBeforeItIsClosed() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent _ = start(sink, Duration.ofMinutes(1));
        OutputStream old = open()) {
      write(old, "before the rename");
      awaitLines(sink, List.of("before the rename"));
      Files.move(log(), directory.resolve("0.log.1"));
      write(old, "before the new file");
      try (OutputStream next = open()) {
        write(next, "in the new file");
        write(old, "at once after the new file");
        // Its successor is read once the old one is quiet.
        await().atMost(LONG).until(() -> sink.lines().contains("in the new file"));
        write(old, "long after the new file was read");
        await().atMost(LONG).until(() -> sink.lines().contains("long after the new file was read"));
        write(next, "at last");
        await().atMost(LONG).until(() -> sink.lines().contains("at last"));
      }
      assertThat(sink.lines())
          .containsSubsequence("before the rename", "before the new file", "in the new file")
          .contains("at once after the new file")
          .hasSize(6);
    }
  }

  @Test
  void readsAFileToItsEndThatAnotherIsRenamedOver() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent _ = start(sink, Duration.ofMillis(400));
        OutputStream old = open()) {
      write(old, "one");
      awaitLines(sink, List.of("one"));
      Path next = Files.writeString(directory.resolve("0.log.tmp"), "three\n");
      write(old, "two");
      Files.move(next, log(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      awaitLines(sink, List.of("one", "two", "three"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void followsDockersChainOfFiles(int maxFiles) throws Exception {
    List<String> written = new ArrayList<>();
    try (LokiSink sink = new LokiSink();
        TestAgent _ = start(sink, Duration.ofMillis(400))) {
      for (int round = 0; round < 6; round++) {
        try (OutputStream out = open()) {
          for (int i = 0; i < 3; i++) {
            written.add("round " + round + " line " + i);
            write(out, written.getLast());
          }
        }
        if (maxFiles == 1) {
          // Nothing but the open descriptor holds what was written.
          awaitLines(sink, written);
          Files.delete(log());
          continue;
        }
        Path last = directory.resolve("0.log." + (maxFiles - 1));
        if (Files.exists(last)) {
          awaitLines(sink, written);
        }
        Files.deleteIfExists(last);
        for (int i = maxFiles - 2; i > 0; i--) {
          if (Files.exists(directory.resolve("0.log." + i))) {
            Files.move(directory.resolve("0.log." + i), directory.resolve("0.log." + (i + 1)));
          }
        }
        Files.move(log(), directory.resolve("0.log.1"));
      }
      awaitLines(sink, written);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 400_000})
  void readsABacklogToItsEndThatRotatesBeforeItIsRead(int linesOfTheNewFile) throws Exception {
    int backlog = 200_000;
    List<String> lines =
        IntStream.range(0, backlog + linesOfTheNewFile).mapToObj(i -> "line " + i).toList();
    Files.write(log(), lines.subList(0, backlog));
    try (LokiSink sink = new LokiSink()) {
      AgentSettings read =
          TestAgent.settings(
              TestAgent.yaml(directory, sink.url(), log().toString(), "[]")
                  + "limits_config: {max_inflight_bytes: 200KB}\n");
      sink.rule(push -> push.number() < 20 ? LokiSink.Reply.of(503) : LokiSink.Reply.OK);
      try (TestAgent agent = TestAgent.start(read, read.tail())) {
        await().until(() -> agent.file().readOffset() > 0);
        assertThat(agent.file().readOffset()).isLessThan(Files.size(log()));
        Files.move(log(), directory.resolve("0.log.1"));
        Files.write(log(), lines.subList(backlog, lines.size()));
        await().atMost(LONG).until(() -> sink.lines().size() >= lines.size());
        assertThat(sink.lines()).isEqualTo(lines);
      }
    }
  }

  @Test
  void holdsEveryRotatedFileThatIsDeletedWhileTheServerIsAway() throws Exception {
    List<String> written = new ArrayList<>();
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      AgentSettings read =
          TestAgent.settings(
              TestAgent.yaml(directory, sink.url(), log().toString(), "[]")
                      .replace("batchwait: 20ms", "batchwait: 20ms\n    batchsize: 2000")
                  + "limits_config: {max_inflight_bytes: 10KB}\n");
      try (TestAgent agent = TestAgent.start(read, read.tail())) {
        for (int round = 0; round < 4; round++) {
          int open = round + 1;
          List<String> lines = new ArrayList<>();
          for (int i = 0; i < 1_000; i++) {
            lines.add("round " + round + " line " + i);
          }
          written.addAll(lines);
          Files.write(log(), lines);
          await().atMost(LONG).until(() -> agent.file().openFiles() == open);
          await().atMost(LONG).until(() -> agent.file().state() == TailState.PAUSED);
          // The run-time keeps none.
          Files.delete(log());
        }
        sink.rule(_ -> LokiSink.Reply.OK);
        await().atMost(LONG).until(() -> sink.lines().size() >= written.size());
        assertThat(sink.lines()).isEqualTo(written);
      }
    }
  }

  @Test
  void readsBehindALinkOnceItsEndIsMounted() throws Exception {
    Path real = directory.resolve("docker/x/x-json.log");
    Files.createSymbolicLink(log(), real);
    try (LokiSink sink = new LokiSink();
        TestAgent agent = start(sink, Duration.ofMillis(400))) {
      await().until(() -> agent.file().detail().contains("does not exist"));
      Files.createDirectories(real.getParent());
      Files.writeString(real, "there\n");
      awaitLines(sink, List.of("there"));
    }
  }
}
