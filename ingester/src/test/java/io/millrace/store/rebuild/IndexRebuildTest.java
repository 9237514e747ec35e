package io.millrace.store.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterFixture;
import io.millrace.labels.Labels;
import io.millrace.pack.PackHistory;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackSummary;
import io.millrace.store.index.StreamChunks;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.BuiltPack;
import io.millrace.store.pack.PackStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexRebuildTest {
  @TempDir private Path directory;
  private IngesterFixture fixture = new IngesterFixture(Path.of(""));

  @BeforeEach
  void makeFixture() {
    fixture = new IngesterFixture(directory);
  }

  private static BuiltPack pack(String id, PackHistory history, String... lines) {
    List<EncodedChunk> chunks = new ArrayList<>();
    for (String line : lines) {
      EntryBatch entries =
          new EntryBatch.Builder().add(IngesterFixture.BASE, line, Labels.empty()).build();
      chunks.add(
          ColumnarChunkFormat.forPacks()
              .encode(IngesterFixture.TENANT, Labels.of("app", line), entries));
    }
    return BuiltPack.of(id, chunks, history);
  }

  private List<StreamChunks> everything(LabelIndex index) throws IOException {
    return index.select(IngesterFixture.TENANT, List.of(), 0, Long.MAX_VALUE);
  }

  @Test
  void answersAsBeforeAndReplaysNothingTwice() throws Exception {
    ObjectStore objects = fixture.files();
    try (Ingester ingester = fixture.start(objects)) {
      fixture.push(ingester, "a", 0, "one", "two");
      ingester.flushes().flushAll();
      fixture.push(ingester, "b", 0, "other");
      ingester.flushes().flushAll();
      fixture.push(ingester, "a", 10, "three");
    }
    List<StreamChunks> before;
    List<PackSummary> packsBefore;
    long lsn;
    try (LabelIndex index = LabelIndex.open(fixture.indexDirectory())) {
      before = everything(index);
      packsBefore = index.packs();
      lsn = index.highestLsn();
      assertThatThrownBy(
              () ->
                  IndexRebuild.run(
                      fixture.indexDirectory(), new PackStore(objects), (_, _, _) -> {}))
          .hasMessageContaining("in use");
    }
    List<String> progress = new ArrayList<>();
    int packs =
        IndexRebuild.run(
            fixture.indexDirectory(),
            new PackStore(objects),
            (done, all, _) -> progress.add(done + "/" + all));
    assertThat(packs).isEqualTo(packsBefore.size());
    assertThat(progress).hasSize(packs).first().isEqualTo("1/" + packs);
    try (LabelIndex index = LabelIndex.open(fixture.indexDirectory())) {
      assertThat(everything(index)).containsExactlyInAnyOrderElementsOf(before);
      assertThat(index.packs()).isEqualTo(packsBefore);
      assertThat(index.highestLsn()).isEqualTo(lsn);
    }
    try (Ingester ingester = fixture.start(objects)) {
      assertThat(fixture.lines(ingester, "a")).containsExactly("one", "two", "three");
      assertThat(fixture.lines(ingester, "b")).containsExactly("other");
    }
  }

  @Test
  void aStartWithoutAnIndexMakesItFromThePacks() throws Exception {
    new PackStore(fixture.files()).put(pack("packs/20261105/a.pack", PackHistory.NONE, "x", "y"));
    try (Ingester ingester = fixture.start()) {
      assertThat(fixture.lines(ingester, "x")).containsExactly("x");
    }
  }

  @Test
  void leavesOutReplacedPacksInWhateverOrderTheyAreAdded() throws Exception {
    List<LabelIndex.Commit> commits = new ArrayList<>();
    PackStore store = new PackStore(fixture.files());
    for (BuiltPack pack :
        List.of(
            pack("packs/1/a.pack", PackHistory.NONE, "a"),
            pack("packs/1/b.pack", PackHistory.NONE, "b"),
            pack("packs/1/c.pack", replacing("packs/1/a.pack"), "a"),
            pack("packs/1/d.pack", replacing("packs/1/b.pack", "packs/1/c.pack"), "a", "b"))) {
      store.put(pack);
      commits.add(store.describe(pack.id()));
    }
    int number = 0;
    for (List<LabelIndex.Commit> order : orders(commits)) {
      try (LabelIndex index = LabelIndex.open(directory.resolve("order-" + number++))) {
        for (LabelIndex.Commit commit : order) {
          index.commit(commit);
        }
        assertThat(index.packs()).extracting(PackSummary::id).containsExactly("packs/1/d.pack");
        assertThat(index.replaced())
            .containsEntry("packs/1/a.pack", "packs/1/c.pack")
            .containsEntry("packs/1/c.pack", "packs/1/d.pack")
            .hasSize(3);
        assertThat(everything(index))
            .flatExtracting(StreamChunks::chunks)
            .allMatch(chunk -> chunk.packId().equals("packs/1/d.pack"))
            .hasSize(2);
      }
    }
  }

  private static PackHistory replacing(String... packs) {
    return new PackHistory(List.of(packs), List.of());
  }

  private static <T> List<List<T>> orders(List<T> values) {
    if (values.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (List<T> rest : orders(values.subList(1, values.size()))) {
      for (int at = 0; at <= rest.size(); at++) {
        List<T> order = new ArrayList<>(rest);
        order.add(at, values.getFirst());
        all.add(Collections.unmodifiableList(order));
      }
    }
    return all;
  }
}
