package io.millrace.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.pipeline.CustomMetrics;
import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.agent.position.PositionStore;
import io.millrace.agent.tail.TailMetrics;
import io.millrace.agent.tail.TailOptions;
import io.millrace.agent.tail.Tailer;
import io.millrace.agent.tail.TextEncoding;
import io.millrace.labels.Labels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel gives no watches: the user's limit is reached. */
class UnwatchedTest {
  @TempDir private Path directory;

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private Tailer tailer() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    EntrySink sink =
        entry -> {
          lines.add(entry.text());
          return null;
        };
    TailMetrics metrics = new TailMetrics(registry);
    StageContext stages =
        new StageContext(
            AgentClock.SYSTEM, metrics::dropped, new CustomMetrics(AgentClock.SYSTEM::nanoTime));
    return new Tailer(
        TailOptions.DEFAULTS.withPolling(Duration.ofMillis(10), Duration.ofMillis(20)),
        PositionStore.open(directory.resolve("positions.yaml"), 0),
        sink,
        metrics,
        new LostBytes(registry),
        stages);
  }

  private Job job() {
    Labels labels = Labels.of("job", "test", "__path__", directory + "/pods/*/*.log");
    return new Job(
        "test",
        List.of(new StaticTargets(List.of(labels))),
        found -> found,
        PipelineSpec.EMPTY,
        TextEncoding.UTF_8,
        true,
        List.of(),
        "");
  }

  private void findsAllWith(DirectoryWatch watch) throws Exception {
    Files.createDirectories(directory.resolve("pods/first"));
    Files.writeString(directory.resolve("pods/first/0.log"), "one\n");
    Tailer tailer = tailer();
    DiscoveryLoop loop =
        new DiscoveryLoop(
            List.of(job()), Duration.ofMillis(50), "host", tailer, AgentClock.SYSTEM, watch);
    tailer.start();
    loop.start();
    try {
      await().until(() -> lines.equals(List.of("one")));
      Files.createDirectories(directory.resolve("pods/second"));
      Files.writeString(directory.resolve("pods/second/0.log"), "two\n");
      await().until(() -> lines.equals(List.of("one", "two")));
      Files.writeString(
          directory.resolve("pods/first/0.log"), "three\n", StandardOpenOption.APPEND);
      await().until(() -> lines.equals(List.of("one", "two", "three")));
    } finally {
      loop.stop();
      tailer.stopReading();
      tailer.close();
    }
    assertThat(lines).hasSize(3);
  }

  @Test
  void findsEverythingByLookingWhenNoDirectoryCanBeWatched() throws Exception {
    WatchService service = FileSystems.getDefault().newWatchService();
    findsAllWith(
        new DirectoryWatch(
            service,
            (_, _, _) -> {
              throw new IOException("User limit of inotify watches reached");
            }));
  }

  @Test
  void findsEverythingByLookingWhenThereIsNoWatchServiceAtAll() throws Exception {
    @Nullable WatchService none = null;
    findsAllWith(new DirectoryWatch(none, Path::register));
  }
}
