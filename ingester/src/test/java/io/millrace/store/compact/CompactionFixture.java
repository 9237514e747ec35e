package io.millrace.store.compact;

import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.IngesterFixture;
import io.millrace.ingester.read.IngesterLogReader;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.delete.DeleteQuery;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.delete.VisibleLogReader;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.BuiltPack;
import io.millrace.store.pack.PackChunkSource;
import io.millrace.store.pack.PackNames;
import io.millrace.store.pack.PackStore;
import io.millrace.store.retention.Retention;
import io.millrace.store.retention.TenantRetention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A store, its index and its compaction, as after a start; to be closed before the next one. */
final class CompactionFixture implements AutoCloseable {
  private static final long PACK_BYTES = 8 << 20;

  /** The time of a test, which it sets. */
  static final class Clock implements InstantSource {
    private volatile Instant now = IngesterFixture.NOW;

    @Override
    public Instant instant() {
      return now;
    }

    void advance(Duration time) {
      now = now.plus(time);
    }
  }

  private final CompactorSettings settings;
  private final LabelIndex index;
  private final PackStore packs;
  private final PackNames names;
  private final DeleteRequests deletes;
  private final Compaction compaction;
  private final LogReader reader;

  CompactionFixture(ObjectStore objects, Path indexDirectory, TenantRetention keep, Clock clock)
      throws IOException {
    this(objects, indexDirectory, keep, clock, PACK_BYTES);
  }

  /** With packs of another size. */
  CompactionFixture(
      ObjectStore objects, Path indexDirectory, TenantRetention keep, Clock clock, long packBytes)
      throws IOException {
    settings =
        new CompactorSettings(
            indexDirectory.resolveSibling(indexDirectory.getFileName() + "-work"),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            Duration.ofHours(24),
            packBytes,
            1 << 20);
    index = LabelIndex.open(indexDirectory);
    packs = new PackStore(objects);
    names = new PackNames(clock);
    deletes = new DeleteRequests(objects, CompactionFixture::parse, clock);
    deletes.refresh();
    Retention retention = new Retention(_ -> keep, clock);
    SwapGate gate = new SwapGate(_ -> false);
    reader =
        new VisibleLogReader(
            new IngesterLogReader(
                new StreamMap(), index, new PackChunkSource(objects, 1 << 20), gate),
            deletes,
            retention);
    compaction =
        new Compaction(
            new Compaction.Store(packs, index, gate, _ -> false, index::commit),
            settings,
            ColumnarChunkFormat.forPacks(),
            retention,
            deletes,
            new PrometheusRegistry(),
            clock);
  }

  /** {@code app} selects a stream, {@code app|text} its lines with the text. */
  private static DeleteQuery parse(String query) {
    String[] parts = query.split("\\|", 2);
    List<LabelMatcher> matchers =
        List.of(new LabelMatcher("app", LabelMatcher.Type.EQUAL, parts[0]));
    return new DeleteQuery(
        matchers,
        parts.length == 1
            ? null
            : _ -> (EntryBatch batch, int i) -> batch.line(i).contains(parts[1]));
  }

  LabelIndex index() {
    return index;
  }

  DeleteRequests deletes() {
    return deletes;
  }

  CompactorSettings settings() {
    return settings;
  }

  Compaction compaction() {
    return compaction;
  }

  int compact() throws IOException {
    return compaction.run(() -> false);
  }

  /** Writes a pack with one line for each app at a time. */
  void flush(long timestampNanos, String text, String... apps) throws IOException {
    List<EncodedChunk> chunks = new ArrayList<>();
    for (String app : apps) {
      EntryBatch entries =
          new EntryBatch.Builder().add(timestampNanos, text + " of " + app, Labels.empty()).build();
      chunks.add(
          ColumnarChunkFormat.forPacks()
              .encode(IngesterFixture.TENANT, Labels.of("app", app), entries));
    }
    BuiltPack pack = BuiltPack.of(names.next(), chunks);
    packs.put(pack);
    index.commit(new LabelIndex.Commit(pack.id(), pack.size(), pack.entries(), List.of()));
  }

  /** The visible lines of an app; repeats are not removed. */
  List<String> lines(String app) throws IOException {
    return IngesterFixture.lines(reader, app);
  }

  @Override
  public void close() {
    index.close();
  }
}
