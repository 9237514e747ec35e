package io.millrace.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushOutcome;
import io.millrace.ingester.push.PushRefusedException;
import io.millrace.ingester.wal.WalOptions;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.object.FaultyObjectStore;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngesterTest {
  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final long BASE = NOW.getEpochSecond() * 1_000_000_000L;
  private static final String TENANT = "fake";

  @TempDir private Path directory;

  private Ingester start(ObjectStore objects, FlushOptions flush) throws Exception {
    IngesterOptions options =
        new IngesterOptions(
            directory.resolve("wal"),
            directory.resolve("index"),
            new WalOptions(WalOptions.Sync.ALWAYS, Duration.ofSeconds(1), 1 << 16, 0),
            flush,
            Duration.ofHours(1),
            ColumnarChunkFormat.forPacks().withBlockBytes(4096),
            512,
            1 << 20);
    Ingester ingester =
        new Ingester(
            options,
            TenantLimits.same(IngestionLimits.DEFAULTS),
            objects,
            new PrometheusRegistry(),
            InstantSource.fixed(NOW));
    ingester.start();
    return ingester;
  }

  private Ingester start() throws Exception {
    return start(new FilesystemObjectStore(directory.resolve("chunks")), onlyOnDemand());
  }

  private static FlushOptions onlyOnDemand() {
    return new FlushOptions(
        Duration.ofMillis(5),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ZERO,
        1 << 20,
        1 << 30,
        1 << 30);
  }

  private static IncomingStream stream(String app, long firstNanos, String... lines) {
    EntryBatch.Builder entries = new EntryBatch.Builder();
    for (int i = 0; i < lines.length; i++) {
      entries.add(firstNanos + i, lines[i], Labels.empty());
    }
    return new IncomingStream(new ParsedLabels(Labels.of("app", app), null), entries.build());
  }

  /** A line that does not compress well. */
  private static String noise(int length) {
    return new Random(length)
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static PushOutcome push(Ingester ingester, IncomingStream... streams) throws Exception {
    return ingester.pushes().push(TENANT, List.of(streams));
  }

  /** The lines of one app, in the order of blocks and entries; repeats are not removed. */
  private static List<String> lines(Ingester ingester, String app) throws IOException {
    List<String> lines = new ArrayList<>();
    LabelMatcher matcher = new LabelMatcher("app", LabelMatcher.Type.EQUAL, app);
    for (StreamBlocks stream :
        ingester.reader().select(TENANT, List.of(matcher), 0, Long.MAX_VALUE)) {
      for (StoredBlock block : stream.blocks()) {
        EntryBatch batch = block.read();
        for (int i = 0; i < batch.size(); i++) {
          lines.add(batch.line(i));
        }
      }
    }
    return lines;
  }

  @Test
  void showsPushedLinesAtOnceAndAfterAFlushAndAfterARestart() throws Exception {
    try (Ingester ingester = start()) {
      assertThat(push(ingester, stream("a", BASE, "one", "two"), stream("b", BASE, "other")))
          .isEqualTo(new PushOutcome(204, ""));
      assertThat(lines(ingester, "a")).containsExactly("one", "two");
      ingester.flushes().flushAll();
      assertThat(lines(ingester, "a")).containsExactly("one", "two");
      push(ingester, stream("a", BASE + 10, "three"));
      assertThat(lines(ingester, "a")).containsExactly("one", "two", "three");
    }
    try (Ingester ingester = start()) {
      assertThat(lines(ingester, "a")).containsExactly("one", "two", "three");
      assertThat(lines(ingester, "b")).containsExactly("other");
    }
  }

  @Test
  void dropsWhatAClientSendsTwice() throws Exception {
    try (Ingester ingester = start()) {
      push(ingester, stream("a", BASE, "one", "two"));
      push(ingester, stream("a", BASE, "one", "two", "three"));
      assertThat(lines(ingester, "a")).containsExactly("one", "two", "three");
    }
  }

  @Test
  void keepsEntriesThatDifferInMetadataAlone() throws Exception {
    EntryBatch entries =
        new EntryBatch.Builder()
            .add(BASE, "same", Labels.empty())
            .add(BASE, "same", Labels.of("k", "1"))
            .add(BASE, "same", Labels.of("k", "1"))
            .build();
    try (Ingester ingester = start()) {
      push(ingester, new IncomingStream(new ParsedLabels(Labels.of("app", "a"), null), entries));
      assertThat(lines(ingester, "a")).containsExactly("same", "same");
    }
  }

  @Test
  void keepsEntriesOfEqualTimeInOrderOfArrivalAndSortsLateOnes() throws Exception {
    try (Ingester ingester = start()) {
      push(ingester, stream("a", BASE + 5, "five"));
      push(ingester, stream("a", BASE + 5, "also five"));
      push(ingester, stream("a", BASE, "zero", "one"));
      assertThat(lines(ingester, "a")).containsExactly("zero", "one", "five", "also five");
      ingester.flushes().flushAll();
      assertThat(lines(ingester, "a")).containsExactly("zero", "one", "five", "also five");
    }
  }

  @Test
  void putsAllStreamsOfAFlushIntoOneObject() throws Exception {
    ObjectStore objects = new FilesystemObjectStore(directory.resolve("chunks"));
    try (Ingester ingester = start(objects, onlyOnDemand())) {
      for (int i = 0; i < 200; i++) {
        push(ingester, stream("app-" + i, BASE, "line of " + i));
      }
      ingester.flushes().flushAll();
      assertThat(objects.list("")).hasSize(1);
      assertThat(lines(ingester, "app-137")).containsExactly("line of 137");
    }
  }

  @Test
  void aDeadObjectStoreLosesNothing() throws Exception {
    FaultyObjectStore objects =
        new FaultyObjectStore(new FilesystemObjectStore(directory.resolve("chunks")));
    try (Ingester ingester = start(objects, onlyOnDemand());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      push(ingester, stream("a", BASE, "one"));
      objects.failPuts(true);
      Future<?> flush =
          executor.submit(
              () -> {
                ingester.flushes().flushAll();
                return null;
              });
      await().untilAtomic(objects.faults(), greaterThan(1));
      assertThat(lines(ingester, "a")).containsExactly("one");
      objects.failPuts(false);
      flush.get();
      assertThat(lines(ingester, "a")).containsExactly("one");
    }
    try (Ingester ingester = start()) {
      assertThat(lines(ingester, "a")).containsExactly("one");
    }
  }

  @Test
  void pushesAreRefusedWhileADeadStoreFillsTheMemoryAndTakenAgainAfterwards() throws Exception {
    FlushOptions tight =
        new FlushOptions(
            Duration.ofMillis(1),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ZERO,
            1 << 20,
            1 << 30,
            10_000);
    FaultyObjectStore objects =
        new FaultyObjectStore(new FilesystemObjectStore(directory.resolve("chunks")));
    objects.failPuts(true);
    try (Ingester ingester = start(objects, tight)) {
      push(ingester, stream("a", BASE, noise(15_000)));
      await().untilAtomic(objects.faults(), greaterThan(0));
      push(ingester, stream("a", BASE + 1, noise(15_000)));
      assertThatThrownBy(() -> push(ingester, stream("a", BASE + 2, "z")))
          .isInstanceOf(PushRefusedException.class)
          .hasMessageContaining("wait for the object store");
      objects.failPuts(false);
      await()
          .ignoreException(PushRefusedException.class)
          .untilAsserted(() -> push(ingester, stream("a", BASE + 2, "z")));
      assertThat(lines(ingester, "a")).hasSize(3);
    }
  }

  @Test
  void aStopWhileTheStoreIsDeadKeepsEverythingInTheLog() throws Exception {
    FaultyObjectStore objects =
        new FaultyObjectStore(new FilesystemObjectStore(directory.resolve("chunks")));
    Ingester first = start(objects, onlyOnDemand());
    push(first, stream("a", BASE, "one"));
    objects.failPuts(true);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> flush =
          executor.submit(
              () -> {
                first.flushes().flushAll();
                return null;
              });
      await().untilAtomic(objects.faults(), greaterThan(0));
      first.close();
      assertThat(flush).failsWithin(Duration.ofSeconds(10));
    }
    try (Ingester ingester = start()) {
      assertThat(lines(ingester, "a")).containsExactly("one");
    }
  }

  @Test
  void readersSeeEveryLineExactlyOnceWhileFlushesGoOn() throws Exception {
    int total = 300;
    try (Ingester ingester = start();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger acknowledged = new AtomicInteger();
      AtomicBoolean writing = new AtomicBoolean(true);
      Future<?> writer =
          executor.submit(
              () -> {
                for (int i = 0; i < total; i++) {
                  push(ingester, stream("a", BASE + i, "line " + i));
                  acknowledged.incrementAndGet();
                }
                writing.set(false);
                return null;
              });
      Future<?> flusher =
          executor.submit(
              () -> {
                while (writing.get()) {
                  ingester.flushes().flushAll();
                }
                return null;
              });
      while (writing.get()) {
        int before = acknowledged.get();
        List<String> seen = lines(ingester, "a");
        assertThat(seen).hasSizeGreaterThanOrEqualTo(before).doesNotHaveDuplicates();
        for (int i = 0; i < before; i++) {
          assertThat(seen.get(i)).isEqualTo("line " + i);
        }
      }
      writer.get();
      flusher.get();
      assertThat(lines(ingester, "a")).hasSize(total);
    }
  }

  @Test
  void flushesTheLargestStreamsWhenMemoryIsShort() throws Exception {
    FlushOptions tight =
        new FlushOptions(
            Duration.ofMillis(1),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ZERO,
            1 << 20,
            1 << 30,
            10_000);
    ObjectStore objects = new FilesystemObjectStore(directory.resolve("chunks"));
    try (Ingester ingester = start(objects, tight)) {
      push(ingester, stream("small", BASE, "x"));
      push(ingester, stream("large", BASE, noise(50_000)));
      await().until(() -> objects.list("").size() == 1);
      assertThat(lines(ingester, "large")).hasSize(1);
      assertThat(lines(ingester, "small")).containsExactly("x");
    }
  }
}
