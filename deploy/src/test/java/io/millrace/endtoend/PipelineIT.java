package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent and server as processes, on container logs that rotate, with kills. */
class PipelineIT {
  private static final int CONTAINERD = 15;
  private static final int DOCKER = 5;
  private static final int ROUNDS = 60;
  private static final int LINES_A_ROUND = 40;
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(1500);

  @TempDir private Path directory;

  @Test
  void everyLineArrivesOnceAndInOrderThroughRotationsAndKills() throws Exception {
    int port = MillraceProcess.freePort();
    Path serverConfig = serverConfig(port);
    Path agentConfig = agentConfig(port);
    List<PodWriter> writers = writers();
    long start = nanosNow();
    MillraceProcess server = server(serverConfig, port);
    MillraceProcess agent = agent(agentConfig);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          executor.submit(
              () -> {
                write(writers);
                return null;
              });
      for (int kill = 0; kill < 2; kill++) {
        server.killAfter(BETWEEN_KILLS);
        server = server(serverConfig, port);
        agent.killAfter(BETWEEN_KILLS);
        agent = agent(agentConfig);
      }
      writing.get();
      LokiApi api = new LokiApi(port);
      for (PodWriter writer : writers) {
        await(writer.pod())
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(250))
            .untilAsserted(
                () -> assertThat(lines(api, writer, start)).hasSameSizeAs(writer.written()));
        assertThat(lines(api, writer, start)).as(writer.pod()).isEqualTo(writer.written());
      }
      assertThat(api.get("/flush").statusCode()).isEqualTo(204);
      for (PodWriter writer : writers) {
        assertThat(lines(api, writer, start)).as(writer.pod()).isEqualTo(writer.written());
      }
      assertThat(agent.terminate()).isZero();
      assertThat(server.terminate()).isZero();
    } finally {
      agent.close();
      server.close();
    }
  }

  private static List<String> lines(LokiApi api, PodWriter writer, long start) throws Exception {
    return api.lines("{pod=\"" + writer.pod() + "\"}", start, nanosNow() + 1_000_000_000L);
  }

  private static long nanosNow() {
    return System.currentTimeMillis() * 1_000_000L;
  }

  private List<PodWriter> writers() throws IOException {
    List<PodWriter> writers = new ArrayList<>();
    for (int i = 0; i < CONTAINERD; i++) {
      writers.add(PodWriter.containerd(directory.resolve("pods"), "cri-" + i));
    }
    for (int i = 0; i < DOCKER; i++) {
      writers.add(
          PodWriter.docker(directory.resolve("pods"), directory.resolve("docker"), "docker-" + i));
    }
    return writers;
  }

  /** Writes for some seconds; each file is rotated twice, at different times. */
  private static void write(List<PodWriter> writers) throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < writers.size(); i++) {
        writers.get(i).write(LINES_A_ROUND);
        boolean rotates = (round + i) % (ROUNDS / 2) == ROUNDS / 4;
        if (rotates) {
          writers.get(i).rotate();
        }
      }
      never.await(100, TimeUnit.MILLISECONDS);
    }
  }

  private MillraceProcess server(Path config, int port) throws IOException {
    return MillraceProcess.start(directory, "server", "server", "-config.file=" + config)
        .awaitReady(port);
  }

  private MillraceProcess agent(Path config) throws IOException {
    return MillraceProcess.start(directory, "agent", "agent", "-config.file=" + config);
  }

  private Path serverConfig(int port) throws IOException {
    return Files.writeString(
        directory.resolve("server.yaml"),
        """
        auth_enabled: false
        server:
          http_listen_address: 127.0.0.1
          http_listen_port: %d
        common:
          path_prefix: %s
        ingester:
          wal:
            min_free_bytes: 1MB
        """
            .formatted(port, directory.resolve("data")));
  }

  private Path agentConfig(int port) throws IOException {
    return Files.writeString(
        directory.resolve("agent.yaml"),
        """
        server:
          disable: true
        clients:
          - url: http://127.0.0.1:%d/loki/api/v1/push
            batchwait: 200ms
            backoff_config:
              min_period: 100ms
              max_period: 1s
        positions:
          filename: %s
          sync_period: 500ms
        target_config:
          sync_period: 1s
        scrape_configs:
          - job_name: pods
            pod_directory_configs:
              - path: %s
        """
            .formatted(port, directory.resolve("positions.yaml"), directory.resolve("pods")));
  }
}
