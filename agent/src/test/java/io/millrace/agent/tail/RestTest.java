package io.millrace.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.pipeline.CustomMetrics;
import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.agent.position.PositionRecord;
import io.millrace.agent.position.PositionStore;
import io.millrace.labels.Labels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Silent files whose directories are watched in their place. */
class RestTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** So rarely that what comes soon cannot have been found by a look. */
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir private Path directory;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private int openFiles = 100;
  private PositionStore store;
  private Tailer tailer;

  @BeforeEach
  void openStore() throws IOException {
    store = PositionStore.open(directory.resolve("state/positions.yaml"), 0);
  }

  @AfterEach
  void stop() throws InterruptedException {
    tailer.stopReading();
    tailer.close();
  }

  private Path log() {
    return directory.resolve("0.log");
  }

  private void append(Path to, String line) throws IOException {
    Files.writeString(to, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void follow(Duration maxPoll, WriteWatch writes, Path... paths) {
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
    tailer =
        new Tailer(
            TailOptions.DEFAULTS
                .withPolling(Duration.ofMillis(10), maxPoll)
                .withRotation(Duration.ofMillis(50), Duration.ofMillis(200))
                .withRestAfter(Duration.ofMillis(50))
                .withOpenFiles(openFiles, Duration.ofMinutes(5)),
            store,
            sink,
            metrics,
            new LostBytes(registry),
            stages,
            writes);
    tailer.start();
    tailer.follow(List.of(paths).stream().map(this::target).toList());
  }

  private TailTarget target(Path path) {
    return new TailTarget(
        "test", path, Labels.of("job", "test"), TextEncoding.UTF_8, PipelineSpec.EMPTY);
  }

  private TailState state() {
    return tailer.status().getFirst().state();
  }

  private void awaitState(TailState state) {
    await().atMost(LONG).until(() -> state() == state);
  }

  private void awaitLines(String... expected) {
    await().atMost(LONG).untilAsserted(() -> assertThat(lines).containsExactly(expected));
  }

  @Test
  void noticesALineWithoutLooking() throws Exception {
    append(log(), "a");
    follow(NEVER, new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    append(log(), "b");
    awaitLines("a", "b");
    awaitState(TailState.RESTING);
    append(log(), "c");
    awaitLines("a", "b", "c");
  }

  @Test
  void noticesARotationAndReadsTheOldFileToItsEnd() throws Exception {
    append(log(), "a");
    follow(NEVER, new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    Path old = directory.resolve("0.log.1");
    Files.move(log(), old);
    append(old, "b");
    append(log(), "c");
    awaitLines("a", "b", "c");
  }

  @Test
  void noticesAFileThatIsRenamedOverAndOneThatIsTruncated() throws Exception {
    append(log(), "a");
    follow(NEVER, new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    Path next = directory.resolve("next");
    append(next, "b");
    Files.move(next, log(), StandardCopyOption.ATOMIC_MOVE);
    awaitLines("a", "b");
    awaitState(TailState.RESTING);
    Files.writeString(log(), "c\n");
    awaitLines("a", "b", "c");
  }

  @Test
  void noticesAFileThatComesAgain() throws Exception {
    append(log(), "a");
    follow(Duration.ofMillis(20), new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    Files.delete(log());
    await().atMost(LONG).until(() -> state() != TailState.RESTING);
    append(log(), "b");
    awaitLines("a", "b");
    awaitState(TailState.RESTING);
  }

  @Test
  void looksRarelyAllTheSame() throws Exception {
    append(log(), "a");
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path other = Files.createLink(elsewhere.resolve("0.log"), log());
    follow(Duration.ofMillis(50), new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    // What comes through another name of the file makes no event in its directory.
    append(other, "b");
    awaitLines("a", "b");
    await().atMost(LONG).until(() -> state() == TailState.IDLE);
  }

  @Test
  void readsOnWhenItIsWantedAgainAtOnce() throws Exception {
    append(log(), "a");
    follow(NEVER, new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    tailer.follow(List.of());
    tailer.follow(List.of(target(log())));
    append(log(), "b");
    awaitLines("a", "b");
    awaitState(TailState.RESTING);
    tailer.follow(List.of());
    append(log(), "c");
    awaitState(TailState.DONE);
    tailer.follow(List.of(target(log())));
    awaitLines("a", "b", "c");
    append(log(), "d");
    awaitLines("a", "b", "c", "d");
  }

  @Test
  void noticesALineOfAFileThatWasClosedForAnother() throws Exception {
    append(log(), "a");
    Path other = directory.resolve("1.log");
    append(other, "b");
    openFiles = 1;
    follow(Duration.ofMillis(100), new WriteWatch(AgentClock.SYSTEM), log(), other);
    await().atMost(LONG).untilAsserted(() -> assertThat(lines).contains("a", "b"));
    append(log(), "c");
    append(other, "d");
    append(log(), "e");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(lines).containsExactlyInAnyOrder("a", "b", "c", "d", "e"));
    assertThat(tailer.openFiles()).isLessThanOrEqualTo(1);
  }

  @Test
  void doesNotRestBehindALink() throws Exception {
    Path target = Files.createDirectory(directory.resolve("target")).resolve("x.log");
    append(target, "a");
    Files.createSymbolicLink(log(), target);
    Path plain = directory.resolve("1.log");
    append(plain, "b");
    follow(Duration.ofMillis(20), new WriteWatch(AgentClock.SYSTEM), log(), plain);
    await().atMost(LONG).until(() -> tailer.status().get(1).state() == TailState.RESTING);
    assertThat(state()).isEqualTo(TailState.IDLE);
    append(target, "c");
    await().atMost(LONG).untilAsserted(() -> assertThat(lines).contains("c"));
  }

  @Test
  void doesNotRestInADirectoryBehindALink() throws Exception {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    Path current = Files.createSymbolicLink(directory.resolve("current"), one);
    append(one.resolve("0.log"), "a");
    Path plain = directory.resolve("1.log");
    append(plain, "b");
    follow(
        Duration.ofMillis(20), new WriteWatch(AgentClock.SYSTEM), current.resolve("0.log"), plain);
    await().atMost(LONG).until(() -> tailer.status().get(1).state() == TailState.RESTING);
    assertThat(state()).isEqualTo(TailState.IDLE);
    append(two.resolve("0.log"), "c");
    Path next = Files.createSymbolicLink(directory.resolve("next"), two);
    Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
    await().atMost(LONG).untilAsserted(() -> assertThat(lines).contains("c"));
  }

  @Test
  void looksOnWhenTheKernelGivesNoWatch() throws Exception {
    append(log(), "a");
    List<String> asked = new CopyOnWriteArrayList<>();
    follow(
        Duration.ofMillis(20),
        new WriteWatch(
            AgentClock.SYSTEM,
            () -> {
              asked.add("a watch");
              throw new IOException("no more instances");
            }),
        log());
    await().atMost(LONG).until(() -> !asked.isEmpty());
    append(log(), "b");
    awaitLines("a", "b");
    assertThat(state()).isNotEqualTo(TailState.RESTING);
  }

  @Test
  void leavesADirectoryAloneInWhichOthersAreBusy() throws Exception {
    append(log(), "a");
    append(directory.resolve("x.busy"), "x");
    append(directory.resolve("y.busy"), "y");
    follow(Duration.ofSeconds(1), new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    await()
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              append(directory.resolve("x.busy"), "x");
              append(directory.resolve("y.busy"), "y");
              return state() == TailState.IDLE;
            });
    append(log(), "b");
    awaitLines("a", "b");
  }

  @Test
  void storesThatARestingFileIsStillThere() throws Exception {
    append(log(), "a");
    follow(Duration.ofMillis(20), new WriteWatch(AgentClock.SYSTEM), log());
    awaitState(TailState.RESTING);
    tailer.store();
    long before = store.all().getFirst().seenMillis();
    await()
        .atMost(LONG)
        .until(
            () -> {
              tailer.store();
              return store.all().getFirst().seenMillis() > before;
            });
    assertThat(store.all()).extracting(PositionRecord::offset).containsExactly(2L);
  }
}
