package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No line is lost while files rotate, the server fails and the agent is killed. */
class LossTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;

  /** How a file gives way to the next. */
  enum Rotation {
    RENAME {
      @Override
      void rotate(Path log, int number) throws Exception {
        Files.move(log, log.resolveSibling(log.getFileName() + "." + "%05d".formatted(number)));
      }
    },
    COMPRESS {
      @Override
      void rotate(Path log, int number) throws Exception {
        Path old = log.resolveSibling(log.getFileName() + "." + "%05d".formatted(number));
        Files.move(log, old);
        Path previous = log.resolveSibling(log.getFileName() + "." + "%05d".formatted(number - 1));
        if (Files.exists(previous)) {
          Path temporary = previous.resolveSibling(previous.getFileName() + ".tmp");
          try (OutputStream out =
              new java.util.zip.GZIPOutputStream(Files.newOutputStream(temporary))) {
            Files.copy(previous, out);
          }
          Files.move(temporary, previous.resolveSibling(previous.getFileName() + ".gz"));
          Files.delete(previous);
        }
      }
    };

    abstract void rotate(Path log, int number) throws Exception;
  }

  /** Writes frames as a container run-time does, with its file open across a rotation. */
  private static final class Writer implements AutoCloseable {
    private final Path log;
    private final Rotation rotation;
    private OutputStream out;
    private int written;
    private int rotations;

    Writer(Path log, Rotation rotation) throws Exception {
      this.log = log;
      this.rotation = rotation;
      this.out = open();
    }

    private OutputStream open() throws Exception {
      return Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void write(int lines) throws Exception {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        text.append(Instant.ofEpochSecond(1_767_323_045L, written));
        text.append(" stdout F line ").append(written++).append('\n');
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    void rotate() throws Exception {
      rotation.rotate(log, rotations++);
      write(3);
      out.close();
      out = open();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Rotation.class)
  void losesNothingWhenKilledAgainAndAgain(Rotation rotation) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path log = directory.resolve("0.log");
    try (LokiSink sink = new LokiSink();
        Writer writer = new Writer(log, rotation)) {
      Random failures = new Random(seed + 1);
      sink.rule(
          _ -> {
            synchronized (failures) {
              int draw = failures.nextInt(10);
              // A connection cut after storing is what makes duplicates; before, losses.
              return draw == 0
                  ? LokiSink.Reply.of(503)
                  : draw == 1
                      ? LokiSink.Reply.of(-1)
                      : draw == 2 ? LokiSink.Reply.of(0) : LokiSink.Reply.OK;
            }
          });
      String yaml =
          TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[{cri: {}}]")
              .replace("batchwait: 20ms", "batchwait: 5ms\n    batchsize: 2000");
      for (int cycle = 0; cycle < 25; cycle++) {
        TestAgent agent = TestAgent.start(yaml);
        int before = sink.requests();
        for (int i = 0; i < 4; i++) {
          writer.write(random.nextInt(200));
          if (random.nextInt(3) == 0) {
            writer.rotate();
          }
        }
        int after = random.nextInt(4);
        await()
            .atMost(LONG)
            .until(
                () ->
                    sink.requests() >= before + after
                        || sink.lines().contains("line " + (writer.written - 1)));
        agent.kill();
        if (random.nextBoolean()) {
          writer.write(50);
          writer.rotate();
        }
      }
      sink.rule(_ -> LokiSink.Reply.OK);
      writer.write(10);
      try (TestAgent _ = TestAgent.start(yaml)) {
        Set<String> expected = new HashSet<>();
        IntStream.range(0, writer.written).forEach(i -> expected.add("line " + i));
        await()
            .atMost(LONG)
            .untilAsserted(
                () -> {
                  Set<String> missing = new HashSet<>(expected);
                  missing.removeAll(Set.copyOf(sink.lines()));
                  assertThat(missing).as("missing, seed %d", seed).isEmpty();
                });
      }
    }
  }

  @Test
  void losesNothingAndRepeatsNothingWhileRotatingUnderLoad() throws Exception {
    Path log = directory.resolve("0.log");
    AtomicBoolean isRefusing = new AtomicBoolean();
    try (LokiSink sink = new LokiSink();
        Writer writer = new Writer(log, Rotation.COMPRESS);
        TestAgent _ =
            TestAgent.start(
                TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[{cri: {}}]"))) {
      sink.rule(_ -> isRefusing.get() ? LokiSink.Reply.of(429) : LokiSink.Reply.OK);
      for (int i = 0; i < 40; i++) {
        isRefusing.set(i % 8 < 4);
        writer.write(500);
        int before = sink.requests();
        if (i % 3 == 0) {
          writer.rotate();
          await().atMost(LONG).until(() -> sink.requests() > before);
        }
      }
      isRefusing.set(false);
      List<String> expected = new ArrayList<>();
      IntStream.range(0, writer.written).forEach(i -> expected.add("line " + i));
      await().atMost(LONG).untilAsserted(() -> assertThat(sink.lines()).hasSize(expected.size()));
      assertThat(sink.lines()).isEqualTo(expected);
    }
  }

  @Test
  void readsADeletedFileToItsEnd() throws Exception {
    Path log = directory.resolve("0.log");
    AtomicBoolean isRefusing = new AtomicBoolean(true);
    try (LokiSink sink = new LokiSink();
        Writer writer = new Writer(log, Rotation.RENAME)) {
      sink.rule(_ -> isRefusing.get() ? LokiSink.Reply.of(500) : LokiSink.Reply.OK);
      writer.write(100_000);
      try (TestAgent agent =
          TestAgent.start(
              TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[{cri: {}}]")
                  + "limits_config: {max_inflight_bytes: 100KB}\n")) {
        await().atMost(LONG).until(() -> sink.requests() > 1);
        Files.delete(log);
        await().atMost(LONG).until(() -> agent.file().openFiles() > 0);
        isRefusing.set(false);
        await().atMost(LONG).until(() -> sink.lines().size() == 100_000);
        await().atMost(LONG).until(() -> agent.agent().files().isEmpty());
      }
    }
  }

  @Test
  void followsAThousandFiles() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      Files.writeString(directory.resolve(i + ".log"), "file " + i + "\n");
    }
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[]"))) {
      await().atMost(LONG).until(() -> sink.lines().size() == 1_000);
      for (int i = 0; i < 1_000; i += 100) {
        Files.writeString(
            directory.resolve(i + ".log"), "more " + i + "\n", StandardOpenOption.APPEND);
      }
      await().atMost(LONG).until(() -> sink.lines().size() == 1_010);
      assertThat(Set.copyOf(sink.lines())).hasSize(1_010);
      assertThat(agent.agent().files()).hasSize(1_000);
    }
  }
}
