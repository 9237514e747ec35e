package io.millrace.querier.remote;

import static io.millrace.querier.remote.ServedIngester.BASE;
import static io.millrace.querier.remote.ServedIngester.NOW;
import static io.millrace.querier.remote.ServedIngester.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiEncoding;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.querier.delete.LogqlDeleteParser;
import io.millrace.store.LabelMatcher;
import io.millrace.store.ReadContext;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.follow.StoreFollower;
import io.millrace.store.live.LiveSource;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteQuerierTest {
  private static final ChunkFormat COLUMNAR = ColumnarChunkFormat.forPacks().withBlockBytes(4096);

  /** The querier looks at the store only when it has to. */
  private static final StoreFollower.Periods ON_DEMAND =
      new StoreFollower.Periods(Duration.ofHours(1), Duration.ofHours(1));

  @TempDir private Path directory;
  private ObjectStore objects;
  private ServedIngester one;
  private ServedIngester two;
  private RemoteQuerier querier;
  private final Warnings warnings = new Warnings();

  private static final class Warnings implements ReadContext {
    private final List<String> texts = new ArrayList<>();

    @Override
    public void check() {}

    @Override
    public synchronized void warn(String warning) {
      texts.add(warning);
    }
  }

  @BeforeEach
  void start() throws Exception {
    objects = new FilesystemObjectStore(directory.resolve("chunks"));
    one = new ServedIngester(directory.resolve("one"), objects, COLUMNAR, 0);
    ChunkFormat loki = new LokiChunkFormat(LokiEncoding.SNAPPY, 4096);
    two = new ServedIngester(directory.resolve("two"), objects, loki, 0);
    querier = querier("querier", 1 << 20, false);
  }

  @AfterEach
  void stop() throws Exception {
    querier.close();
    one.close();
    two.close();
  }

  private RemoteQuerier querier(String name, long maxUnflushedBytes, boolean requireAll)
      throws IOException {
    List<URI> addresses = List.of(one.uri(), two.uri());
    InstantSource clock = InstantSource.fixed(NOW);
    return RemoteQuerier.start(
        new RemoteSettings(
            directory.resolve(name),
            addresses,
            "",
            Duration.ofSeconds(1),
            null,
            Duration.ofSeconds(10),
            maxUnflushedBytes,
            requireAll,
            ON_DEMAND,
            1 << 20),
        Duration.ZERO,
        objects,
        new DeleteRequests(objects, new LogqlDeleteParser(), clock),
        new PrometheusRegistry(),
        clock);
  }

  private static List<LabelMatcher> app(String name) {
    return List.of(new LabelMatcher("app", LabelMatcher.Type.EQUAL, name));
  }

  /** Lines as the reader has them; repeats are not removed. */
  private List<String> lines(String app) throws IOException {
    return lines(app, 0, Long.MAX_VALUE);
  }

  private List<String> lines(String app, long start, long end) throws IOException {
    List<String> lines = new ArrayList<>();
    for (StreamBlocks stream : querier.reader().select(TENANT, app(app), start, end, warnings)) {
      assertThat(stream.labels()).isEqualTo(Labels.of("app", app, "service_name", app));
      for (StoredBlock block : stream.blocks()) {
        EntryBatch entries = block.read();
        assertThat(block.timestamps()).hasSize(entries.size());
        for (int i = 0; i < entries.size(); i++) {
          assertThat(entries.metadata(i))
              .isEqualTo(Labels.of("detected_level", "info", "level", "info"));
          lines.add(entries.line(i));
        }
      }
    }
    return lines;
  }

  @Test
  void showsWhatEachIngesterHoldsAsSoonAsItIsPushed() throws Exception {
    one.push("web", 0, "a", "b");
    two.push("web", 10, "c");
    two.push("db", 0, "not of the app");
    assertThat(lines("web")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(warnings.texts).isEmpty();
  }

  @Test
  void showsLinesOnceAllTheWayIntoTheStore() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ServedIngester ingester = i % 2 == 0 ? one : two;
      String line = "line " + i + " " + "x".repeat(40);
      expected.add(line);
      ingester.push("web", i, line);
      assertThat(lines("web")).containsExactlyInAnyOrderElementsOf(expected);
      if (i % 3 == 0) {
        ingester.flush();
        assertThat(lines("web")).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
    assertThat(warnings.texts).isEmpty();
  }

  @Test
  void showsLinesOnceWhileFlushesGoOn() throws Exception {
    List<String> expected = new ArrayList<>();
    Thread flushing =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!Thread.currentThread().isInterrupted()) {
                      one.flush();
                    }
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    for (int i = 0; i < 100; i++) {
      expected.add("line " + i);
      one.push("web", i, "line " + i);
      assertThat(lines("web")).containsExactlyInAnyOrderElementsOf(expected);
    }
    flushing.interrupt();
    flushing.join();
  }

  @Test
  void followsAnIngesterThatWasStartedAnew() throws Exception {
    one.push("web", 0, "stored");
    one.flush();
    one.push("web", 1, "in the log");
    assertThat(lines("web")).containsExactlyInAnyOrder("stored", "in the log");
    int port = one.port();
    one.push("web", 2, "stored too");
    one.flush();
    one.close();
    one = new ServedIngester(directory.resolve("one"), objects, COLUMNAR, port);
    one.push("web", 3, "new");
    assertThat(lines("web")).containsExactlyInAnyOrder("stored", "in the log", "stored too", "new");
    assertThat(warnings.texts).isEmpty();
  }

  @Test
  void warnsOfAnIngesterThatDoesNotAnswerAndNamesIt() throws Exception {
    one.push("web", 0, "a");
    two.push("web", 1, "b");
    URI gone = two.uri();
    two.close();
    assertThat(lines("web")).containsExactly("a");
    assertThat(warnings.texts).singleElement().asString().contains(gone.toString());
    warnings.texts.clear();
    assertThat(querier.reader().labelValues(TENANT, "app", List.of(), 0, Long.MAX_VALUE, warnings))
        .containsExactly("web");
    assertThat(warnings.texts).singleElement().asString().contains(gone.toString());
  }

  @Test
  void failsWhenAnIngesterIsMissingAndAllAreRequired() throws Exception {
    querier.close();
    querier = querier("querier", 1 << 20, true);
    two.close();
    assertThatThrownBy(() -> lines("web"))
        .isInstanceOf(MissingIngesterException.class)
        .hasMessageContaining(two.uri().toString());
  }

  @Test
  void readsNoMoreThanItMay() throws Exception {
    one.push("web", 0, "a line of some length".repeat(100));
    querier.close();
    querier = querier("querier", 100, false);
    assertThatThrownBy(() -> lines("web"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("max_unflushed_bytes");
  }

  @Test
  void asksForARangeOfTimeOnly() throws Exception {
    one.push("web", 0, "early");
    one.push("web", 1_000_000_000, "late");
    assertThat(lines("web", BASE + 2_000_000_000, Long.MAX_VALUE)).isEmpty();
    assertThat(lines("web", 0, BASE)).isEmpty();
    assertThat(lines("web", BASE, BASE + 1)).contains("early");
    assertThat(querier.reader().series(TENANT, List.of(), 0, BASE)).isEmpty();
  }

  @Test
  void listsLabelsOfMemoryAndStore() throws Exception {
    one.push("stored", 0, "a");
    one.flush();
    two.push("held", 0, "b");
    assertThat(querier.reader().labelValues(TENANT, "app", List.of(), 0, Long.MAX_VALUE))
        .containsExactly("held", "stored");
    assertThat(querier.reader().labelNames(TENANT, List.of(), 0, Long.MAX_VALUE))
        .containsExactly("app", "service_name");
    assertThat(querier.reader().series("other", List.of(), 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void endsAQueryThatNobodyWantsAnyMore() {
    ReadContext gone =
        new ReadContext() {
          @Override
          public void check() {
            throw new IllegalStateException("gone");
          }

          @Override
          public void warn(String warning) {}
        };
    assertThatThrownBy(
            () -> {
              one.push("web", 0, "a");
              one.flush();
              querier.reader().select(TENANT, app("web"), 0, Long.MAX_VALUE, gone);
            })
        .hasMessage("gone");
  }

  @Test
  void followsWhatIsPushedToAnyIngester() throws Exception {
    Queue<String> arrived = new ConcurrentLinkedQueue<>();
    try (LiveSource.Subscription _ =
        querier
            .live()
            .subscribe(
                TENANT,
                app("web"),
                (stream, entries) -> {
                  for (int i = 0; i < entries.size(); i++) {
                    arrived.add(stream + " " + entries.line(i));
                  }
                })) {
      int[] pushed = {0};
      Awaitility.await()
          .untilAsserted(
              () -> {
                pushed[0]++;
                one.push("web", pushed[0], "one " + pushed[0]);
                two.push("web", pushed[0], "two " + pushed[0]);
                two.push("db", pushed[0], "unwanted");
                assertThat(arrived).anyMatch(line -> line.contains("one"));
                assertThat(arrived).anyMatch(line -> line.contains("two"));
              });
      assertThat(arrived).allMatch(line -> line.startsWith("{app=\"web\", "));
    }
  }
}
