package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server under load, again and again, at random moments. {@code -Dmillrace.kills=500} makes
 * it long; the seed is printed and given by {@code -Dmillrace.seed}.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("millrace.kills", 4);
  private static final int WRITERS = 4;

  @TempDir private Path directory;

  @Test
  void keepsEveryAcknowledgedLineOnceThroughKills() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int port = MillraceProcess.freePort();
    Path config = config(port);
    long start = System.currentTimeMillis() * 1_000_000L;
    AtomicBoolean running = new AtomicBoolean(true);
    List<AcknowledgedWriter> writers = new ArrayList<>();
    LokiApi api = new LokiApi(port);
    MillraceProcess server = server(config, port);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        AcknowledgedWriter writer =
            new AcknowledgedWriter(port, "{app=\"writer-" + i + "\"}", running);
        writers.add(writer);
        writing.add(executor.submit(writer));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        flushNowAndThen(api, random);
        server.killAfter(Duration.ofMillis(200 + random.nextInt(800)));
        server = server(config, port);
      }
      running.set(false);
      for (Future<?> writer : writing) {
        writer.get();
      }
      long end = System.currentTimeMillis() * 1_000_000L + 1_000_000_000L;
      for (AcknowledgedWriter writer : writers) {
        assertThat(writer.acknowledged()).isNotEmpty();
        assertThat(api.lines(writer.labels(), start, end))
            .as(writer.labels())
            .isEqualTo(writer.acknowledged());
      }
      assertThat(server.terminate()).isZero();
      assertThat(server.output()).doesNotContain("is damaged");
    } finally {
      running.set(false);
      server.close();
    }
  }

  /** Some kills then hit a flush in the middle. */
  private static void flushNowAndThen(LokiApi api, Random random) {
    if (random.nextBoolean()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  api.get("/flush");
                } catch (IOException | InterruptedException _) {
                  // The server was killed before it could answer.
                }
              });
    }
  }

  private MillraceProcess server(Path config, int port) throws IOException {
    return MillraceProcess.start(directory, "server", "server", "-config.file=" + config)
        .awaitReady(port);
  }

  private Path config(int port) throws IOException {
    return Files.writeString(
        directory.resolve("server.yaml"),
        """
        auth_enabled: false
        server:
          http_listen_address: 127.0.0.1
          http_listen_port: %d
        common:
          path_prefix: %s
        limits_config:
          ingestion_rate_mb: 100
          ingestion_burst_size_mb: 100
        ingester:
          wal:
            segment_size: 1MB
            min_free_bytes: 1MB
        """
            .formatted(port, directory.resolve("data")));
  }
}
