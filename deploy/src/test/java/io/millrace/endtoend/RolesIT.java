package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two ingesters and two queriers as processes on one bucket, under load, while ingesters flush, are
 * restarted one after the other and killed. {@code -Dmillrace.roles.rounds=50} makes it long; the
 * seed is printed and given by {@code -Dmillrace.seed}.
 */
class RolesIT {
  private static final int ROUNDS = Integer.getInteger("millrace.roles.rounds", 1);
  private static final int WRITERS = 4;

  @TempDir private Path directory;
  private S3Bucket bucket;
  private final List<Integer> ingesterPorts = new ArrayList<>();
  private final List<Integer> querierPorts = new ArrayList<>();
  private final List<MillraceProcess> ingesters = new ArrayList<>();
  private final List<MillraceProcess> queriers = new ArrayList<>();
  private final List<AcknowledgedWriter> writers = new ArrayList<>();
  private final AtomicBoolean writing = new AtomicBoolean(true);
  private final AtomicInteger wholeAnswers = new AtomicInteger();
  private long start;

  @BeforeEach
  void startProcesses() throws Exception {
    bucket = S3Bucket.start();
    for (int i = 0; i < 2; i++) {
      ingesterPorts.add(MillraceProcess.freePort());
    }
    for (int i = 0; i < 2; i++) {
      ingesters.add(startIngester(i));
    }
    for (int i = 0; i < 2; i++) {
      querierPorts.add(MillraceProcess.freePort());
      queriers.add(start("querier", i, querierPorts.get(i)));
    }
    for (int i = 0; i < 2; i++) {
      ingesters.get(i).awaitReady(ingesterPorts.get(i));
      queriers.get(i).awaitReady(querierPorts.get(i));
    }
    start = System.currentTimeMillis() * 1_000_000L;
  }

  @AfterEach
  void stopProcesses() throws Exception {
    writing.set(false);
    ingesters.forEach(MillraceProcess::close);
    queriers.forEach(MillraceProcess::close);
    bucket.close();
  }

  @Test
  void returnsEveryAcknowledgedLineOnceByEitherQuerier() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        List<Integer> ports = i % 2 == 0 ? ingesterPorts : ingesterPorts.reversed();
        AcknowledgedWriter writer =
            new AcknowledgedWriter(ports, "{app=\"writer-" + i + "\"}", writing);
        writers.add(writer);
        running.add(executor.submit(writer));
      }
      for (int port : querierPorts) {
        running.add(executor.submit(() -> checkWhileWriting(new LokiApi(port))));
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2; i++) {
          assertThat(ingesters.get(i).terminate()).isZero();
          ingesters.set(i, startIngester(i).awaitReady(ingesterPorts.get(i)));
        }
        int victim = random.nextInt(2);
        flushInBackground(victim);
        ingesters.get(victim).kill();
        ingesters.set(victim, startIngester(victim).awaitReady(ingesterPorts.get(victim)));
      }
      awaitWholeAnswers();
      writing.set(false);
      for (Future<?> one : running) {
        one.get();
      }
    }
    for (int port : querierPorts) {
      checkAtTheEnd(new LokiApi(port));
    }
    new LokiApi(ingesterPorts.getFirst()).get("/flush");
    assertThat(new LokiApi(ingesterPorts.getLast()).get("/ingester/shutdown").statusCode())
        .isEqualTo(204);
    assertThat(ingesters.getLast().waitFor()).isZero();
    assertThat(Files.exists(directory.resolve("ingester-1/wal"))).isTrue();
    for (int port : querierPorts) {
      checkAllIsStored(new LokiApi(port));
    }
  }

  private void awaitWholeAnswers() {
    int before = wholeAnswers.get();
    Awaitility.await("answers while all are up")
        .atMost(Duration.ofSeconds(60))
        .until(() -> wholeAnswers.get() >= before + 4);
  }

  /** An answer without a warning has all that was acknowledged before it was asked for. */
  private Void checkWhileWriting(LokiApi api) throws Exception {
    while (writing.get()) {
      for (AcknowledgedWriter writer : writers) {
        List<String> acknowledged = writer.acknowledged();
        LokiApi.Answer answer = api.answer(writer.labels(), start, now());
        assertThat(answer.lines()).as(writer.labels()).doesNotHaveDuplicates();
        if (answer.warnings().isEmpty()) {
          List<String> missing = new ArrayList<>(acknowledged);
          missing.removeAll(new HashSet<>(answer.lines()));
          assertThat(missing).as(writer.labels()).isEmpty();
          wholeAnswers.incrementAndGet();
        } else {
          assertThat(answer.warnings())
              .allMatch(warning -> ingesterPorts.stream().anyMatch(p -> warning.contains(":" + p)));
        }
      }
    }
    return null;
  }

  private void checkAtTheEnd(LokiApi api) throws Exception {
    for (AcknowledgedWriter writer : writers) {
      assertThat(writer.acknowledged()).isNotEmpty();
      LokiApi.Answer answer = api.answer(writer.labels(), start, now());
      assertThat(answer.warnings()).isEmpty();
      assertThat(answer.lines()).as(writer.labels()).isEqualTo(writer.acknowledged());
    }
  }

  /** With one ingester gone for good after it has stored all, nothing is missing. */
  private void checkAllIsStored(LokiApi api) throws Exception {
    for (AcknowledgedWriter writer : writers) {
      LokiApi.Answer answer = api.answer(writer.labels(), start, now());
      assertThat(answer.warnings())
          .isNotEmpty()
          .allMatch(warning -> warning.contains(":" + ingesterPorts.getLast()));
      assertThat(answer.lines()).as(writer.labels()).isEqualTo(writer.acknowledged());
    }
  }

  private static long now() {
    return System.currentTimeMillis() * 1_000_000L + 1_000_000_000L;
  }

  /** The kill then hits a flush in the middle, now and then. */
  private void flushInBackground(int ingester) {
    LokiApi api = new LokiApi(ingesterPorts.get(ingester));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                api.get("/flush");
              } catch (IOException | InterruptedException _) {
                // It was killed before it could answer.
              }
            });
  }

  private MillraceProcess startIngester(int number) throws IOException {
    return start("ingester", number, ingesterPorts.get(number));
  }

  private MillraceProcess start(String role, int number, int port) throws IOException {
    String name = role + "-" + number;
    Path config =
        Files.writeString(
            directory.resolve(name + ".yaml"),
            """
            auth_enabled: false
            server:
              http_listen_address: 127.0.0.1
              http_listen_port: %d
            common:
              path_prefix: %s
              storage:
                s3: %s
            limits_config:
              ingestion_rate_mb: 100
              ingestion_burst_size_mb: 100
            querier:
              store_sync_period: 500ms
              ingesters:
                addresses: [%s]
            compactor:
              compaction_interval: 2s
              retention_delete_delay: 1m
            ingester:
              max_chunk_age: 2s
              flush_check_period: 200ms
              out_of_order_window: 1h
              wal:
                segment_size: 1MB
                min_free_bytes: 1MB
            """
                .formatted(
                    port,
                    directory.resolve(name),
                    bucket.config(),
                    String.join(
                        ", ", ingesterPorts.stream().map(p -> "'127.0.0.1:" + p + "'").toList())));
    return MillraceProcess.start(
        directory, name, "server", "-config.file=" + config, "-target=" + role);
  }
}
