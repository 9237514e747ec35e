package io.millrace.store.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.pack.PackHistory;
import io.millrace.store.delete.DeleteQuery;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackSummary;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.BuiltPack;
import io.millrace.store.pack.PackNames;
import io.millrace.store.pack.PackStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFollowerTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-05T12:00:00Z"));
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir private Path directory;
  private ObjectStore objects;
  private PackStore packs;
  private LabelIndex index;
  private final PackNames names = new PackNames(CLOCK);

  @BeforeEach
  void open() throws IOException {
    objects = new FilesystemObjectStore(directory.resolve("chunks"));
    packs = new PackStore(objects);
    index = LabelIndex.open(directory.resolve("index"));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private StoreFollower follower(Duration recent, Duration all) {
    DeleteRequests deletes =
        new DeleteRequests(objects, _ -> new DeleteQuery(List.of(), null), CLOCK);
    return new StoreFollower(
        packs,
        index,
        deletes,
        new StoreFollower.Periods(recent, all),
        new PrometheusRegistry(),
        CLOCK);
  }

  private String put(List<String> replaces) throws IOException {
    EntryBatch entries = new EntryBatch.Builder().add(1, "a line", Labels.empty()).build();
    EncodedChunk chunk =
        ColumnarChunkFormat.forPacks().encode("fake", Labels.of("app", "web"), entries);
    BuiltPack pack =
        BuiltPack.of(names.next(), List.of(chunk), new PackHistory(replaces, List.of()));
    packs.put(pack);
    return pack.id();
  }

  private List<String> indexed() throws IOException {
    return index.packs().stream().map(PackSummary::id).toList();
  }

  @Test
  void takesInWhatIsThereAndWhatComes() throws Exception {
    String first = put(List.of());
    try (StoreFollower follower = follower(Duration.ofMillis(10), NEVER)) {
      follower.start();
      assertThat(indexed()).containsExactly(first);
      String second = put(List.of());
      Awaitility.await()
          .untilAsserted(() -> assertThat(indexed()).containsExactlyInAnyOrder(first, second));
    }
  }

  @Test
  void takesInANamedPackAtOnceAndTellsThatItIsNew() throws Exception {
    try (StoreFollower follower = follower(NEVER, NEVER)) {
      follower.start();
      long before = follower.adopted().now();
      String named = put(List.of());
      follower.adopt(List.of(named));
      assertThat(indexed()).containsExactly(named);
      assertThat(follower.adopted().after(before)).containsExactly(named);
      follower.adopt(List.of(named));
      assertThat(follower.adopted().after(follower.adopted().now())).isEmpty();
    }
  }

  @Test
  void findsTheSuccessorOfANamedPackThatIsGone() throws Exception {
    try (StoreFollower follower = follower(NEVER, NEVER)) {
      follower.start();
      long before = follower.adopted().now();
      String old = put(List.of());
      String successor = put(List.of(old));
      packs.delete(old);
      follower.adopt(List.of(old));
      assertThat(indexed()).containsExactly(successor);
      assertThat(follower.adopted().after(before)).isEmpty();
    }
  }

  @Test
  void forgetsReplacedPacksOnceTheyAreDeleted() throws Exception {
    String old = put(List.of());
    try (StoreFollower follower = follower(NEVER, NEVER)) {
      follower.start();
      put(List.of(old));
      follower.followAll();
      assertThat(indexed()).doesNotContain(old);
      assertThat(index.isReplaced(old)).isTrue();
      packs.delete(old);
      follower.followAll();
      assertThat(index.isReplaced(old)).isFalse();
    }
  }
}
