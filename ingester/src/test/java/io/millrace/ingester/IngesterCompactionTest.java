package io.millrace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.compact.Compaction;
import io.millrace.store.compact.CompactorSettings;
import io.millrace.store.delete.DeleteQuery;
import io.millrace.store.delete.DeleteRequest;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.delete.VisibleLogReader;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.retention.Retention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngesterCompactionTest {
  @TempDir private Path directory;

  private static DeleteRequests deletes(ObjectStore objects) {
    return new DeleteRequests(
        objects,
        app ->
            new DeleteQuery(List.of(new LabelMatcher("app", LabelMatcher.Type.EQUAL, app)), null),
        InstantSource.fixed(IngesterFixture.NOW));
  }

  private Compaction compaction(Ingester ingester, DeleteRequests deletes) {
    return new Compaction(
        ingester.store(),
        new CompactorSettings(
            directory.resolve("compactor"),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ZERO,
            8 << 20,
            1 << 20),
        ColumnarChunkFormat.forPacks(),
        Retention.forever(),
        deletes,
        new PrometheusRegistry(),
        InstantSource.fixed(IngesterFixture.NOW));
  }

  @Test
  void readersSeeEveryLineOnceWhileFlushesAndCompactionsGoOn() throws Exception {
    int total = 200;
    IngesterFixture fixture = new IngesterFixture(directory);
    ObjectStore objects = fixture.files();
    try (Ingester ingester = fixture.start(objects);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger acknowledged = new AtomicInteger();
      AtomicBoolean writing = new AtomicBoolean(true);
      AtomicInteger compacted = new AtomicInteger();
      Future<?> writer =
          executor.submit(
              () -> {
                for (int i = 0; i < total; i++) {
                  fixture.push(ingester, "a", i, "line " + i);
                  acknowledged.incrementAndGet();
                  if (i % 5 == 0) {
                    ingester.flushes().flushAll();
                  }
                }
                writing.set(false);
                return null;
              });
      Compaction compaction = compaction(ingester, deletes(objects));
      Future<?> compactor =
          executor.submit(
              () -> {
                while (writing.get()) {
                  compacted.addAndGet(compaction.run(() -> !writing.get()));
                }
                return null;
              });
      while (writing.get()) {
        int before = acknowledged.get();
        List<String> seen = fixture.lines(ingester, "a");
        assertThat(seen).hasSizeGreaterThanOrEqualTo(before).doesNotHaveDuplicates();
      }
      writer.get();
      compactor.get();
      ingester.flushes().flushAll();
      compacted.addAndGet(compaction.run(() -> false));
      assertThat(compacted.get()).isPositive();
      assertThat(fixture.lines(ingester, "a")).hasSize(total).doesNotHaveDuplicates();
    }
  }

  @Test
  void aRequestHidesWhatLiesInMemoryAndIsProcessedWhenThatIsErasedToo() throws Exception {
    IngesterFixture fixture = new IngesterFixture(directory);
    ObjectStore objects = fixture.files();
    DeleteRequests deletes = deletes(objects);
    try (Ingester ingester = fixture.start(objects)) {
      LogReader reader = new VisibleLogReader(ingester.reader(), deletes, Retention.forever());
      fixture.push(ingester, "a", 0, "secret");
      fixture.push(ingester, "b", 0, "other");
      deletes.add(IngesterFixture.TENANT, "a", 0, IngesterFixture.BASE + 10);
      assertThat(IngesterFixture.lines(reader, "a")).isEmpty();
      assertThat(reader.labelValues(IngesterFixture.TENANT, "app", List.of(), 0, Long.MAX_VALUE))
          .containsExactly("b");
      Compaction compaction = compaction(ingester, deletes);
      compaction.run(() -> false);
      assertThat(status(deletes)).isNotEqualTo("processed");
      ingester.flushes().flushAll();
      assertThat(IngesterFixture.lines(reader, "a")).isEmpty();
      compaction.run(() -> false);
      assertThat(status(deletes)).isEqualTo("processed");
      assertThat(fixture.lines(ingester, "a")).isEmpty();
      assertThat(fixture.lines(ingester, "b")).containsExactly("other");
      fixture.push(ingester, "a", 20, "harmless");
      assertThat(IngesterFixture.lines(reader, "a")).containsExactly("harmless");
    }
  }

  private static String status(DeleteRequests deletes) {
    return deletes.list(IngesterFixture.TENANT).stream()
        .map(DeleteRequest::status)
        .findFirst()
        .orElseThrow();
  }
}
