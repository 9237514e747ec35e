package io.millrace.store.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterFixture;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.object.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LokiImportTest {
  private static final Path SAMPLES =
      Path.of(
          Objects.requireNonNull(LokiImportTest.class.getResource("/loki-chunks/chunks"))
              .getPath());

  @TempDir private Path directory;

  private static LokiImport.Result run(Path source, ObjectStore objects, List<String> events)
      throws Exception {
    LokiImport.Listener listener =
        new LokiImport.Listener() {
          @Override
          public void damaged(String name, String why) {
            events.add("damaged " + name);
          }

          @Override
          public void packWritten(String packId, LokiImport.Result soFar) {
            events.add("pack");
          }
        };
    return new LokiImport(
            new LokiDirectory(source), objects, ColumnarChunkFormat.forPacks(), listener)
        .run();
  }

  @Test
  void takesOverWhatARealLokiHasStoredOnce() throws Exception {
    IngesterFixture fixture = new IngesterFixture(directory);
    ObjectStore objects = fixture.files();
    List<String> events = new ArrayList<>();
    assertThat(run(SAMPLES, objects, events)).isEqualTo(new LokiImport.Result(61, 3374, 0, 1, 0));
    assertThat(run(SAMPLES, objects, events)).isEqualTo(new LokiImport.Result(0, 0, 61, 1, 0));
    Path above = Objects.requireNonNull(SAMPLES.getParent());
    assertThat(run(above, objects, events))
        .returns(0, LokiImport.Result::chunks)
        .returns(61, LokiImport.Result::known);
    assertThat(events).containsExactly("pack");
    try (Ingester ingester = fixture.start(objects)) {
      long entries = 0;
      for (StreamBlocks stream :
          ingester.reader().select(IngesterFixture.TENANT, List.of(), 0, Long.MAX_VALUE)) {
        assertThat(stream.labels().get("__name__")).isNull();
        for (StoredBlock block : stream.blocks()) {
          entries += block.read().size();
        }
      }
      assertThat(entries).isEqualTo(3374);
    }
  }

  @Test
  void passesOverDamagedChunksAndOtherFilesAndTakesThemOnceTheyAreWhole() throws Exception {
    Path source = Files.createDirectories(directory.resolve("loki"));
    Path chunk;
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      chunk = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    Path copy = source.resolve("other-tenant/0f/chunk");
    Files.createDirectories(Objects.requireNonNull(copy.getParent()));
    byte[] bytes = Files.readAllBytes(chunk);
    byte[] torn = bytes.clone();
    torn[bytes.length / 2] ^= 1;
    Files.write(copy, torn);
    Files.writeString(source.resolve("loki_cluster_seed.json"), "{\"UID\":\"1\"}");
    IngesterFixture fixture = new IngesterFixture(directory);
    ObjectStore objects = fixture.files();
    List<String> events = new ArrayList<>();
    LokiImport.Result first = run(source, objects, events);
    assertThat(first.damaged()).isEqualTo(1);
    assertThat(first.other()).isEqualTo(1);
    assertThat(events).containsExactly("damaged other-tenant/0f/chunk");
    Files.write(copy, bytes);
    assertThat(run(source, objects, events).chunks()).isEqualTo(1);
    try (Ingester ingester = fixture.start(objects)) {
      assertThat(ingester.reader().series("other-tenant", List.of(), 0, Long.MAX_VALUE)).hasSize(1);
    }
  }
}
