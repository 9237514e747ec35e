package io.millrace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushOutcome;
import io.millrace.ingester.wal.WalOptions;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
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

/** An ingester below a directory, which flushes on demand only. */
public final class IngesterFixture {
  public static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  public static final long BASE = NOW.getEpochSecond() * 1_000_000_000L;
  public static final String TENANT = "fake";

  private final Path directory;

  public IngesterFixture(Path directory) {
    this.directory = directory;
  }

  public Path indexDirectory() {
    return directory.resolve("index");
  }

  public ObjectStore files() throws IOException {
    return new FilesystemObjectStore(directory.resolve("chunks"));
  }

  public Ingester start() throws Exception {
    return start(files());
  }

  /** Starts an ingester; to be closed before the next one. */
  public Ingester start(ObjectStore objects) throws Exception {
    FlushOptions flush =
        new FlushOptions(
            Duration.ofMillis(5),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ZERO,
            1 << 20,
            1 << 30,
            1 << 30);
    IngesterOptions options =
        new IngesterOptions(
            directory.resolve("wal"),
            indexDirectory(),
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

  /** Pushes lines, the first at {@link #BASE} and {@code offsetNanos}, one a nanosecond. */
  public void push(Ingester ingester, String app, long offsetNanos, String... lines)
      throws Exception {
    EntryBatch.Builder entries = new EntryBatch.Builder();
    for (int i = 0; i < lines.length; i++) {
      entries.add(BASE + offsetNanos + i, lines[i], Labels.empty());
    }
    IncomingStream stream =
        new IncomingStream(new ParsedLabels(Labels.of("app", app), null), entries.build());
    assertThat(ingester.pushes().push(TENANT, List.of(stream))).isEqualTo(new PushOutcome(204, ""));
  }

  /** The lines of one app as the ingester shows them; repeats are not removed. */
  public List<String> lines(Ingester ingester, String app) throws IOException {
    return lines(ingester.reader(), app);
  }

  /** The lines of one app in the order of blocks and entries; repeats are not removed. */
  public static List<String> lines(LogReader reader, String app) throws IOException {
    List<String> lines = new ArrayList<>();
    LabelMatcher matcher = new LabelMatcher("app", LabelMatcher.Type.EQUAL, app);
    for (StreamBlocks stream : reader.select(TENANT, List.of(matcher), 0, Long.MAX_VALUE)) {
      for (StoredBlock block : stream.blocks()) {
        EntryBatch batch = block.read();
        for (int i = 0; i < batch.size(); i++) {
          lines.add(batch.line(i));
        }
      }
    }
    return lines;
  }
}
