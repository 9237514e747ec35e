package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is down while logs rotate again and again. {@code -Dmillrace.agent.outage.seconds=180}
 * makes it long.
 */
class OutageTest {
  private static final long SECONDS = Long.getLong("millrace.agent.outage.seconds", 3);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final int LINES_A_TICK = 20;

  @TempDir private Path directory;

  /** What becomes of the rotated files. */
  private enum Kind {
    /** {@code .1} becomes {@code .2} and so on, as Docker's and logrotate's. */
    NUMBERED,
    /** The same, compressed at once. */
    NUMBERED_GZ,
    /** Each has a name of its own, and is compressed at the next rotation: the kubelet's. */
    DATED_GZ
  }

  /** A log that is written and rotated. Used by one thread. */
  private static final class Log {
    private final Path file;
    private final Kind kind;
    private final int rotations;
    private int rotated;
    private int written;
    private OutputStream out;

    Log(Path file, Kind kind, int rotations) throws IOException {
      this.file = file;
      this.kind = kind;
      this.rotations = rotations;
      this.out = open();
    }

    private OutputStream open() throws IOException {
      return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path sibling(String suffix) {
      return file.resolveSibling(file.getFileName() + suffix);
    }

    void write(int lines) throws IOException {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        text.append("line ").append(written++).append(" of a log\n");
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    void rotate() throws IOException {
      rotated++;
      switch (kind) {
        case NUMBERED -> shift("");
        case NUMBERED_GZ -> shift(".gz");
        case DATED_GZ -> {
          Path last = sibling(".2026010" + (rotated - 1));
          if (Files.exists(last)) {
            compress(
                last,
                sibling(last.getFileName() + ".tmp"),
                sibling(".2026010" + (rotated - 1) + ".gz"));
          }
          Files.move(file, sibling(".2026010" + rotated));
        }
      }
      // The writer opens its new file a moment later.
      write(3);
      out.close();
      out = open();
      if (kind == Kind.NUMBERED_GZ) {
        compress(sibling(".1"), sibling(".1.tmp"), sibling(".1.gz"));
      }
    }

    private void shift(String suffix) throws IOException {
      for (int i = rotated - 1; i > 0; i--) {
        Files.move(sibling("." + i + suffix), sibling("." + (i + 1) + suffix));
      }
      Files.move(file, sibling(".1"));
    }

    private static void compress(Path from, Path temporary, Path to) throws IOException {
      try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(temporary))) {
        Files.copy(from, packed);
      }
      Files.move(temporary, to);
      Files.delete(from);
    }
  }

  private List<Log> logs() throws IOException {
    List<Log> logs = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int rotations = 2; rotations <= 3; rotations++) {
        Path place = directory.resolve("logs").resolve(kind + "-" + rotations);
        logs.add(new Log(Files.createDirectories(place).resolve("0.log"), kind, rotations));
      }
    }
    return logs;
  }

  private static void tick(List<Log> logs, int tick, int ticks) {
    try {
      for (Log each : logs) {
        each.write(LINES_A_TICK);
        if (each.rotated < each.rotations
            && tick >= (each.rotated + 1) * ticks / (each.rotations + 1)) {
          each.rotate();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sendsEveryLineOnceAndInOrderWhenTheServerIsBackAfterSeveralRotations() throws Exception {
    List<Log> logs = logs();
    int ticks = (int) (TimeUnit.SECONDS.toMillis(SECONDS) / TICK.toMillis());
    try (LokiSink sink = new LokiSink();
        TestAgent _ =
            TestAgent.start(
                TestAgent.yaml(directory, sink.url(), directory + "/logs/*/0.log", "[]")
                    + "limits_config: {max_inflight_bytes: 20KB}\n");
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor()) {
      tick(logs, 0, ticks);
      await().until(() -> sink.lines().size() == logs.size() * LINES_A_TICK);
      sink.rule(_ -> LokiSink.Reply.of(503));
      int[] done = {0};
      var writing =
          writer.scheduleAtFixedRate(
              () -> {
                if (done[0] < ticks) {
                  tick(logs, ++done[0], ticks);
                } else {
                  throw new java.util.concurrent.CancellationException();
                }
              },
              0,
              TICK.toMillis(),
              TimeUnit.MILLISECONDS);
      await().atMost(Duration.ofSeconds(60 + 2 * SECONDS)).until(writing::isDone);
      assertThat(done[0]).isEqualTo(ticks);
      assertThat(logs).allSatisfy(log -> assertThat(log.rotated).isEqualTo(log.rotations));
      sink.rule(_ -> LokiSink.Reply.OK);
      int all = logs.stream().mapToInt(log -> log.written).sum();
      await().atMost(Duration.ofSeconds(60)).until(() -> sink.lines().size() >= all);
      for (Log each : logs) {
        assertThat(
                sink.received().stream()
                    .filter(entry -> entry.labels().contains(each.file.toString()))
                    .map(LokiSink.Received::line)
                    .toList())
            .as(each.file.toString())
            .isEqualTo(
                IntStream.range(0, each.written).mapToObj(i -> "line " + i + " of a log").toList());
      }
    }
  }
}
