package io.millrace.store.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingester.IngesterFixture;
import io.millrace.store.LabelMatcher;
import io.millrace.store.delete.DeleteRequest;
import io.millrace.store.index.PackSummary;
import io.millrace.store.object.FaultyObjectStore;
import io.millrace.store.object.FaultyObjectStore.Fault;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.millrace.store.retention.TenantRetention;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final long BASE = IngesterFixture.BASE;
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @TempDir private Path directory;
  private final CompactionFixture.Clock clock = new CompactionFixture.Clock();

  private ObjectStore files() throws IOException {
    return new FilesystemObjectStore(directory.resolve("chunks"));
  }

  private CompactionFixture start(ObjectStore objects, TenantRetention keep) throws IOException {
    return new CompactionFixture(objects, directory.resolve("index"), keep, clock);
  }

  private CompactionFixture start() throws IOException {
    return start(files(), TenantRetention.FOREVER);
  }

  private static List<String> texts(int from, int to, String app) {
    List<String> texts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      texts.add("line " + i + " of " + app);
    }
    return texts;
  }

  @Test
  void mergesSmallPacksAndTheirChunksAndDeletesThemLater() throws Exception {
    try (CompactionFixture store = start()) {
      for (int i = 0; i < 5; i++) {
        store.flush(BASE + i, "line " + i, "a", "b");
      }
      assertThat(store.compact()).isEqualTo(1);
      assertThat(store.lines("a")).isEqualTo(texts(0, 5, "a"));
      assertThat(store.lines("b")).isEqualTo(texts(0, 5, "b"));
      assertThat(store.index().packs())
          .singleElement()
          .extracting(PackSummary::chunks)
          .isEqualTo(2);
      assertThat(files().list("packs/")).hasSize(6);
      assertThat(store.compact()).isZero();
      clock.advance(Duration.ofHours(3));
      assertThat(store.compact()).isZero();
      assertThat(files().list("packs/")).hasSize(1);
      assertThat(store.index().replaced()).isEmpty();
    }
    try (CompactionFixture store = start()) {
      assertThat(store.lines("a")).isEqualTo(texts(0, 5, "a"));
    }
  }

  @Test
  void dropsRepeatsOfEntriesAndLeavesFewPacksOfTodayAlone() throws Exception {
    try (CompactionFixture store = start()) {
      for (int i = 0; i < 3; i++) {
        store.flush(BASE, "line 0", "a");
      }
      assertThat(store.compact()).isZero();
      assertThat(store.lines("a")).hasSize(3);
      clock.advance(Duration.ofDays(2));
      assertThat(store.compact()).isEqualTo(1);
      assertThat(store.lines("a")).containsExactly("line 0 of a");
    }
  }

  @Test
  void hidesWhatIsTooOldAtOnceAndErasesIt() throws Exception {
    TenantRetention keep =
        new TenantRetention(
            Duration.ofDays(30),
            List.of(
                new TenantRetention.Rule(
                    List.of(new LabelMatcher("app", LabelMatcher.Type.EQUAL, "a")),
                    1,
                    Duration.ofDays(1))));
    try (CompactionFixture store = start(files(), keep)) {
      store.flush(BASE, "line 0", "a", "b");
      clock.advance(Duration.ofHours(23));
      assertThat(store.lines("a")).hasSize(1);
      clock.advance(Duration.ofHours(2));
      assertThat(store.lines("a")).isEmpty();
      assertThat(store.lines("b")).hasSize(1);
      clock.advance(Duration.ofDays(1));
      assertThat(store.compact()).isEqualTo(1);
      assertThat(store.index().packs())
          .singleElement()
          .extracting(PackSummary::chunks)
          .isEqualTo(1);
      clock.advance(Duration.ofDays(40));
      assertThat(store.lines("b")).isEmpty();
      assertThat(store.compact()).isEqualTo(1);
      clock.advance(Duration.ofHours(3));
      store.compact();
      assertThat(files().list("packs/")).isEmpty();
      assertThat(store.index().packs()).isEmpty();
      assertThat(store.index().replaced()).isEmpty();
    }
  }

  @Test
  void hidesDeletedEntriesAtOnceAndErasesThemAfterTheCancelPeriod() throws Exception {
    try (CompactionFixture store = start()) {
      store.flush(BASE, "secret", "a", "b");
      store.flush(BASE + HOUR, "harmless", "a");
      DeleteRequest request =
          store.deletes().add(IngesterFixture.TENANT, "a|secret", 0, Long.MAX_VALUE);
      assertThat(store.lines("a")).containsExactly("harmless of a");
      assertThat(store.lines("b")).containsExactly("secret of b");
      assertThat(store.compact()).isZero();
      assertThat(request.status()).isEqualTo("received");
    }
    try (CompactionFixture store = start()) {
      assertThat(store.lines("a")).containsExactly("harmless of a");
      clock.advance(Duration.ofHours(25));
      assertThat(store.compact()).isEqualTo(2);
      assertThat(store.deletes().list(IngesterFixture.TENANT))
          .singleElement()
          .extracting(DeleteRequest::status)
          .isEqualTo("processed");
      // No request hides it any more: it is gone.
      assertThat(store.lines("a")).containsExactly("harmless of a");
      assertThat(store.lines("b")).containsExactly("secret of b");
    }
  }

  @Test
  void showsWhatACancelledRequestHad() throws Exception {
    try (CompactionFixture store = start()) {
      store.flush(BASE, "line 0", "a");
      DeleteRequest request = store.deletes().add(IngesterFixture.TENANT, "a", 0, BASE);
      assertThat(store.lines("a")).isEmpty();
      store.deletes().cancel(request);
      assertThat(store.lines("a")).hasSize(1);
      assertThat(store.deletes().list(IngesterFixture.TENANT)).isEmpty();
    }
  }

  /** The operation at which the process ends; nothing works from there on. */
  private static void crashAt(FaultyObjectStore objects, int operation, Fault fault) {
    AtomicInteger count = new AtomicInteger();
    objects.plan(
        (_, _) -> {
          int now = count.getAndIncrement();
          return now < operation ? Fault.NONE : now == operation ? fault : Fault.FAILS;
        });
  }

  @Test
  void everyLineCountsOnceWhereverACrashComes() throws Exception {
    int operations = 0;
    for (Fault fault : List.of(Fault.FAILS, Fault.FAILS_AFTERWARDS)) {
      int operation = 0;
      while (crashesAndRecovers(directory.resolve(fault + "-" + operation), operation, fault)) {
        operation++;
      }
      operations += operation;
    }
    assertThat(operations).isGreaterThan(40);
  }

  /** False when the compaction was over before the crash. */
  private boolean crashesAndRecovers(Path place, int operation, Fault fault) throws Exception {
    CompactionFixture.Clock time = new CompactionFixture.Clock();
    FaultyObjectStore objects = new FaultyObjectStore(new FilesystemObjectStore(place));
    Path index = place.resolveSibling(place.getFileName() + "-index");
    TenantRetention keep = new TenantRetention(Duration.ofDays(20), List.of());
    try (CompactionFixture store = new CompactionFixture(objects, index, keep, time)) {
      store.flush(BASE - TimeUnit.DAYS.toNanos(19), "old", "a");
      for (int i = 0; i < 5; i++) {
        store.flush(BASE + i, "line " + i, "a", "b");
      }
      store.deletes().add(IngesterFixture.TENANT, "b|line 3", 0, Long.MAX_VALUE);
      store.deletes().add(IngesterFixture.TENANT, "c", 0, Long.MAX_VALUE);
      time.advance(Duration.ofHours(30));
      crashAt(objects, operation, fault);
      boolean failed = false;
      for (int round = 0; round < 3 && !failed; round++) {
        try {
          store.compact();
        } catch (IOException _) {
          failed = true;
        }
        time.advance(Duration.ofHours(3));
      }
      objects.plan((_, _) -> Fault.NONE);
      requireAll(store);
      if (!failed) {
        return false;
      }
    }
    try (CompactionFixture store =
        new CompactionFixture(
            objects, index.resolveSibling(index.getFileName() + "-b"), keep, time)) {
      new PackAdoption(new PackStore(objects), store.index()).run((_, _, _) -> {});
      requireAll(store);
    }
    try (CompactionFixture store = new CompactionFixture(objects, index, keep, time)) {
      requireAll(store);
      for (int round = 0; round < 3; round++) {
        store.compact();
        requireAll(store);
        time.advance(Duration.ofHours(3));
      }
      assertThat(store.deletes().active()).isEmpty();
      assertThat(objects.list("packs/")).hasSize(1);
    }
    return true;
  }

  private static void requireAll(CompactionFixture store) throws IOException {
    assertThat(store.lines("a")).containsExactlyInAnyOrderElementsOf(texts(0, 5, "a"));
    assertThat(store.lines("b"))
        .containsExactlyInAnyOrder("line 0 of b", "line 1 of b", "line 2 of b", "line 4 of b");
  }
}
