package io.millrace.store.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingester.IngesterFixture;
import io.millrace.store.index.PackSummary;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.millrace.store.retention.TenantRetention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewriteTest {
  private static final long BASE = IngesterFixture.BASE;

  /** Every pack of these tests is larger than half of this. */
  private static final long SMALLER_THAN_ANY_PACK = 100;

  private static final long LARGER_THAN_ALL_PACKS = 8 << 20;

  @TempDir private Path directory;
  private final CompactionFixture.Clock clock = new CompactionFixture.Clock();

  private ObjectStore files() throws IOException {
    return new FilesystemObjectStore(directory.resolve("chunks"));
  }

  private CompactionFixture start(String index, long packBytes) throws IOException {
    return new CompactionFixture(
        files(), directory.resolve(index), TenantRetention.FOREVER, clock, packBytes);
  }

  @Test
  void writesALargePackOfAFlushAgainOnceAndAlone() throws Exception {
    try (CompactionFixture store = start("index", SMALLER_THAN_ANY_PACK)) {
      store.flush(BASE, "line 0", "a", "b");
      store.flush(BASE + 1, "line 1", "a", "b");
      assertThat(store.compact()).isZero();
      assertThat(store.compaction().isRewriteDue()).isFalse();
      clock.advance(Duration.ofMinutes(1));
      assertThat(store.compaction().isRewriteDue()).isTrue();
      assertThat(store.compact()).isEqualTo(2);
      assertThat(store.lines("a")).containsExactly("line 0 of a", "line 1 of a");
      assertThat(store.lines("b")).containsExactly("line 0 of b", "line 1 of b");
      clock.advance(Duration.ofMinutes(10));
      assertThat(store.compaction().isRewriteDue()).isFalse();
      assertThat(store.compact()).isZero();
      assertThat(store.index().packs()).hasSize(2).allMatch(PackSummary::compacted);
    }
  }

  @Test
  void takesSmallPacksOfADayTogetherWhenOneOfThemHasWaited() throws Exception {
    try (CompactionFixture store = start("index", LARGER_THAN_ALL_PACKS)) {
      store.flush(BASE, "line 0", "a");
      clock.advance(Duration.ofMinutes(1));
      store.flush(BASE + 1, "line 1", "a");
      store.flush(BASE + TimeUnit.DAYS.toNanos(1), "line 2", "a");
      assertThat(store.compact()).isEqualTo(1);
      assertThat(store.index().packs())
          .extracting(PackSummary::compacted)
          .containsExactlyInAnyOrder(true, false);
      assertThat(store.lines("a")).containsExactly("line 0 of a", "line 1 of a", "line 2 of a");
    }
  }

  @Test
  void anIndexMadeAnewKnowsWhatWasRewritten() throws Exception {
    try (CompactionFixture store = start("index", SMALLER_THAN_ANY_PACK)) {
      store.flush(BASE, "line 0", "a");
      clock.advance(Duration.ofMinutes(1));
      assertThat(store.compact()).isEqualTo(1);
      store.flush(BASE + 1, "line 1", "a");
      clock.advance(Duration.ofMinutes(1));
    }
    try (CompactionFixture store = start("anew", SMALLER_THAN_ANY_PACK)) {
      new PackAdoption(new PackStore(files()), store.index()).run((_, _, _) -> {});
      assertThat(store.compaction().isRewriteDue()).isTrue();
      assertThat(store.compact()).isEqualTo(1);
      assertThat(store.compact()).isZero();
      assertThat(store.lines("a")).containsExactly("line 0 of a", "line 1 of a");
    }
  }

  @Test
  void leavesNothingBehindWhenItIsStoppedWithinAPack() throws Exception {
    try (CompactionFixture store = start("index", SMALLER_THAN_ANY_PACK)) {
      store.flush(BASE, "line 0", "a", "b", "c");
      clock.advance(Duration.ofMinutes(1));
      for (int asked = 1; ; asked++) {
        AtomicInteger left = new AtomicInteger(asked);
        int written = store.compaction().run(() -> left.getAndDecrement() <= 0);
        assertThat(store.lines("a")).containsExactly("line 0 of a");
        assertThat(store.lines("c")).containsExactly("line 0 of c");
        try (Stream<Path> parts = Files.list(store.settings().workDirectory())) {
          assertThat(parts).isEmpty();
        }
        if (written == 1) {
          assertThat(asked).isGreaterThan(3);
          break;
        }
        assertThat(files().list("packs/")).hasSize(1);
      }
    }
  }

  @Test
  void removesWhatAKilledProcessHasLeft() throws Exception {
    try (CompactionFixture store = start("index", SMALLER_THAN_ANY_PACK)) {
      Path work = Files.createDirectories(store.settings().workDirectory());
      Files.writeString(work.resolve("1.pack-part"), "half a pack");
      Path other = Files.writeString(work.resolve("notes"), "of somebody else");
      store.compact();
      try (Stream<Path> left = Files.list(work)) {
        assertThat(left).containsExactly(other);
      }
    }
  }

  @Test
  void doesNotWaitForTheInterval() throws Exception {
    try (CompactionFixture store = start("index", LARGER_THAN_ALL_PACKS)) {
      store.flush(BASE, "line 0", "a");
      clock.advance(Duration.ofMinutes(1));
      CompactorSettings settings = store.settings();
      CompactorSettings soon =
          new CompactorSettings(
              settings.workDirectory(),
              settings.interval(),
              Duration.ZERO,
              settings.deleteDelay(),
              settings.cancelPeriod(),
              settings.packBytes(),
              settings.chunkLineBytes());
      try (Compactor _ = new Compactor(store.compaction(), soon, () -> true)) {
        Awaitility.await()
            .until(() -> store.index().packs().stream().allMatch(PackSummary::compacted));
      }
      assertThat(store.lines("a")).isEqualTo(List.of("line 0 of a"));
    }
  }
}
