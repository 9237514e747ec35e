package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pods that come and go leave nothing behind. {@code -Dmillrace.agent.pods=10000} makes it long.
 */
class ChurnTest {
  private static final int PODS = Integer.getInteger("millrace.agent.pods", 300);
  private static final int AT_A_TIME = 50;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Positions of pods that are gone are kept for a day. */
  private static final long BYTES_A_POD = 4_000;

  /** Counters with a reason appear with their first count, such as when an inode comes again. */
  private static final long SERIES_OF_REASONS = 20;

  private static final long HEAP_SLACK = 16L << 20;

  @TempDir private Path directory;

  /** What there is of everything that could leak. */
  private record Footprint(int threads, long descriptors, long watches, long series, long heap) {}

  private static Footprint footprint(TestAgent agent) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, agent.registry().scrape());
    String page = text.toString(StandardCharsets.UTF_8);
    assertThat(page).doesNotContain("shop_web");
    long series = page.lines().count();
    long descriptors;
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = all.count();
    }
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Footprint(
        ManagementFactory.getThreadMXBean().getThreadCount(), descriptors, watches(), series, heap);
  }

  /** Watches of all inotify instances of this process. */
  private static long watches() throws IOException {
    long count = 0;
    List<Path> all;
    try (Stream<Path> listed = Files.list(Path.of("/proc/self/fdinfo"))) {
      all = listed.toList();
    }
    for (Path each : all) {
      try (Stream<String> lines = Files.lines(each)) {
        count += lines.filter(line -> line.startsWith("inotify wd:")).count();
      } catch (IOException | java.io.UncheckedIOException closedMeanwhile) {
        // It was not an inotify instance, for those are open all the time.
      }
    }
    return count;
  }

  private List<Path> create(int first) throws IOException {
    List<Path> pods = new ArrayList<>();
    for (int i = first; i < first + AT_A_TIME; i++) {
      Path pod = directory.resolve("pods/shop_web-" + i + "_uid" + i);
      Path log = Files.createDirectories(pod.resolve("main")).resolve("0.log");
      Files.writeString(log, "2026-01-02T03:04:05Z stdout F pod " + i + "\n");
      pods.add(pod);
    }
    return pods;
  }

  private static void delete(List<Path> pods) throws IOException {
    for (Path pod : pods) {
      Files.delete(pod.resolve("main/0.log"));
      Files.delete(pod.resolve("main"));
      Files.delete(pod);
    }
  }

  @Test
  void leavesNothingBehindOfPodsThatAreGone() throws Exception {
    Files.createDirectories(directory.resolve("pods"));
    try (LokiSink sink = new LokiSink()) {
      String yaml =
          TestAgent.yaml(directory, sink.url(), "/none", "[]")
              .replaceAll(
                  "(?s)pipeline_stages: .*",
                  "pod_directory_configs: [{path: " + directory.resolve("pods") + "}]\n");
      try (TestAgent agent = TestAgent.start(yaml)) {
        Footprint before = null;
        for (int first = 0; first < PODS; first += AT_A_TIME) {
          int so = first + AT_A_TIME;
          List<Path> pods = create(first);
          await().atMost(LONG).until(() -> sink.received().size() == so);
          delete(pods);
          await().atMost(LONG).until(() -> agent.agent().files().isEmpty());
          if (before == null) {
            before = footprint(agent);
          }
        }
        assertThat(sink.lines()).doesNotHaveDuplicates();
        Footprint base = before;
        await()
            .atMost(LONG)
            .untilAsserted(
                () -> {
                  Footprint now = footprint(agent);
                  assertThat(now.threads).isLessThanOrEqualTo(base.threads + 5);
                  assertThat(now.descriptors).isLessThanOrEqualTo(base.descriptors + 5);
                  assertThat(now.watches).isLessThanOrEqualTo(base.watches);
                  assertThat(now.series).isLessThanOrEqualTo(base.series + SERIES_OF_REASONS);
                  assertThat(now.heap)
                      .isLessThanOrEqualTo(base.heap + HEAP_SLACK + BYTES_A_POD * PODS);
                });
        System.out.println(PODS + " pods: " + base + " -> " + footprint(agent));
      }
    }
  }

  @Test
  void findsEveryFileOfABurstThatTheWatchesHaveNoRoomFor() throws Exception {
    int files = 3_000;
    Path logs = Files.createDirectories(directory.resolve("logs"));
    try (LokiSink sink = new LokiSink();
        TestAgent _ =
            TestAgent.start(
                TestAgent.yaml(directory, sink.url(), logs + "/*.log", "[]")
                    .replace("sync_period: 100ms", "sync_period: 1h"))) {
      await().until(() -> watches() > 0);
      // More than 512 events that wait become one that says that they overflowed.
      for (int i = 0; i < files; i++) {
        Files.writeString(logs.resolve(i + ".log"), "file " + i + "\n");
      }
      await().atMost(LONG).until(() -> sink.lines().size() == files);
      assertThat(sink.lines()).doesNotHaveDuplicates();
    }
  }
}
