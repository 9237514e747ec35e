package io.millrace.ingester;

import io.millrace.ingester.flush.FlushService;
import io.millrace.ingester.flush.FlushedPacks;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.push.PushService;
import io.millrace.ingester.read.IngesterLogReader;
import io.millrace.ingester.serve.HeldStreams;
import io.millrace.ingester.stream.IngestStream;
import io.millrace.ingester.stream.PushGate;
import io.millrace.ingester.stream.Sealer;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.ingester.wal.FilesystemLogDirectory;
import io.millrace.ingester.wal.LogDirectory;
import io.millrace.ingester.wal.ReplayReport;
import io.millrace.ingester.wal.WalReplay;
import io.millrace.ingester.wal.WriteAheadLog;
import io.millrace.store.LogReader;
import io.millrace.store.compact.Compaction;
import io.millrace.store.compact.SwapGate;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.live.LiveEntries;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.PackChunkSource;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ingester over one log, one index and one object store. {@link #start} replays the log, which
 * may take a while; {@link #status} tells how far it is. Safe for use by any number of threads.
 */
public final class Ingester implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);

  /** What is being flushed comes on top of what fills up meanwhile. */
  private static final int WAITING_FACTOR = 2;

  /** Below the timeout of every known shipper. */
  private static final Duration MEMORY_PATIENCE = Duration.ofSeconds(5);

  private final IngesterOptions options;
  private final IndexUse indexUse;
  private final TenantLimits limits;
  private final IngesterMetrics metrics;
  private final InstantSource clock;
  private final Tracer tracer;
  private final ObjectStore objects;
  private final StreamMap streams = new StreamMap();
  private final PushGate gate = new PushGate();
  private final LiveEntries live = new LiveEntries();
  private final AtomicLong replayedBytes = new AtomicLong();

  private volatile boolean refusing;
  private volatile long bytesToReplay;
  private volatile @Nullable Running running;

  /** The parts that exist once the log is replayed. */
  private record Running(
      LabelIndex index,
      WriteAheadLog log,
      PushService pushes,
      FlushService flushes,
      LogReader reader,
      HeldStreams held,
      Compaction.Store store) {}

  /** What an ingester has its index for. */
  public enum IndexUse {
    /** Queries are answered from it: it has all packs of the store. */
    ALL_PACKS,
    /** Others answer queries: it only tells what of the log is in packs. */
    PROGRESS_ONLY;

    private void commit(LabelIndex index, LabelIndex.Commit commit) throws IOException {
      switch (this) {
        case ALL_PACKS -> index.commit(commit);
        case PROGRESS_ONLY -> index.commitProgress(commit.flushedLsns());
      }
    }
  }

  /** An ingester that answers queries too. */
  public Ingester(
      IngesterOptions options,
      TenantLimits limits,
      ObjectStore objects,
      PrometheusRegistry registry,
      InstantSource clock) {
    this(
        options,
        IndexUse.ALL_PACKS,
        limits,
        objects,
        registry,
        clock,
        OpenTelemetry.noop().getTracer(""));
  }

  /**
   * An ingester that is not started.
   *
   * @param tracer makes the spans of flushes
   */
  public Ingester(
      IngesterOptions options,
      IndexUse indexUse,
      TenantLimits limits,
      ObjectStore objects,
      PrometheusRegistry registry,
      InstantSource clock,
      Tracer tracer) {
    this.tracer = tracer;
    this.indexUse = indexUse;
    this.options = options;
    this.limits = limits;
    this.objects = objects;
    this.metrics = new IngesterMetrics(registry);
    this.clock = clock;
  }

  /** Opens the index, replays the log, and begins to take pushes and to flush. */
  public void start() throws IOException, InterruptedException {
    LabelIndex index = LabelIndex.open(options.indexDirectory());
    PackStore packs = new PackStore(objects);
    FlushedPacks flushed = new FlushedPacks();
    if (indexUse == IndexUse.ALL_PACKS && (index.packs().isEmpty() || index.lacksPacks())) {
      rebuild(packs, index);
    }
    FlushService flushes =
        new FlushService(
            options.flush(),
            streams,
            gate,
            packs,
            commit -> {
              indexUse.commit(index, commit);
              flushed.add(commit.packId());
            },
            options.chunkFormat(),
            metrics,
            clock,
            tracer);
    LogDirectory directory = new FilesystemLogDirectory(options.walDirectory());
    Sealer sealer = new Sealer(options.chunkFormat(), options.blockLineBytes());
    ReplayReport report = replay(directory, index, flushes, sealer);
    long firstLsn = Math.max(report.lastLsn(), index.highestLsn()) + 1;
    WriteAheadLog log = new WriteAheadLog(directory, options.wal(), report, firstLsn);
    PushService pushes =
        new PushService(
            limits,
            options.outOfOrderWindow(),
            WAITING_FACTOR * options.flush().memoryBytes(),
            MEMORY_PATIENCE,
            streams,
            gate,
            sealer,
            log,
            metrics,
            live,
            clock);
    SwapGate swaps = new SwapGate(this::showsAny);
    IngesterLogReader reader =
        new IngesterLogReader(
            streams, index, new PackChunkSource(objects, options.chunkCacheBytes()), swaps);
    Compaction.Store store =
        new Compaction.Store(
            packs,
            index,
            swaps,
            delete ->
                reader.mayHoldInMemory(
                    delete.request().tenant(),
                    delete.matchers(),
                    delete.request().firstNanos(),
                    delete.request().lastNanos()),
            index::commit);
    metrics.watch(streams);
    metrics.watch(log::stats);
    flushes.start(log);
    HeldStreams held = new HeldStreams(streams, flushed);
    running = new Running(index, log, pushes, flushes, reader, held, store);
  }

  /** A new index over packs that are there already is a lost one. What it lacks is added. */
  private static void rebuild(PackStore packs, LabelIndex index) throws IOException {
    int adopted = new PackAdoption(packs, index).run((_, _, _) -> {});
    if (adopted > 0) {
      LOG.atInfo().addKeyValue("packs", adopted).log("made the index anew from the packs");
    }
    index.hasAllPacks();
  }

  private ReplayReport replay(
      LogDirectory directory, LabelIndex index, FlushService flushes, Sealer sealer)
      throws IOException {
    bytesToReplay = WalReplay.totalBytes(directory);
    long start = System.nanoTime();
    ReplayReport report;
    try (LogRecovery recovery = new LogRecovery(index, streams, flushes, sealer)) {
      report = recovery.run(directory, replayedBytes::addAndGet);
    }
    metrics.replayed(report.records(), report.losses().size());
    for (String loss : report.losses()) {
      LOG.error("the write-ahead log is damaged: {}", loss);
    }
    LOG.atInfo()
        .addKeyValue("records", report.records())
        .addKeyValue("bytes", bytesToReplay)
        .addKeyValue("torn_bytes", report.tornBytes())
        .addKeyValue("seconds", (System.nanoTime() - start) / 1e9)
        .log("replayed the write-ahead log");
    return report;
  }

  /**
   * Why the ingester can't take pushes yet; null when it can.
   *
   * @return for example {@code replaying the write-ahead log: 12 of 64 MiB}
   */
  public @Nullable String status() {
    if (running != null) {
      return null;
    }
    return "replaying the write-ahead log: %d of %d MiB"
        .formatted(replayedBytes.get() >> 20, bytesToReplay >> 20);
  }

  /** What makes no progress any more; empty while the log is replayed. */
  public Optional<String> stuck() {
    Running parts = running;
    return parts == null ? Optional.empty() : parts.flushes().heartbeat().stuck();
  }

  /**
   * The push path.
   *
   * @throws NotReadyException before the log is replayed, and while pushes are refused
   */
  public PushService pushes() {
    if (refusing) {
      throw new NotReadyException("Ingester is shutting down");
    }
    return running().pushes();
  }

  /** Refuses pushes from now on, or takes them again. */
  public void refusePushes(boolean refuse) {
    refusing = refuse;
  }

  /**
   * Tells other processes what lies in memory.
   *
   * @throws NotReadyException before the log is replayed
   */
  public HeldStreams held() {
    return running().held();
  }

  /**
   * Flushes on demand.
   *
   * @throws NotReadyException before the log is replayed
   */
  public FlushService flushes() {
    return running().flushes();
  }

  /**
   * Memory and packs as one. Its methods throw {@link NotReadyException} before the log is
   * replayed.
   */
  public LogReader reader() {
    return new ReadyLogReader(() -> running().reader());
  }

  /**
   * What a compaction works on, which has to end before the ingester is closed.
   *
   * @throws NotReadyException before the log is replayed
   */
  public Compaction.Store store() {
    return running().store();
  }

  private boolean showsAny(Collection<String> packIds) {
    for (TenantStreams tenant : streams.all()) {
      for (IngestStream stream : tenant.all()) {
        if (stream.holdsAnyOf(packIds)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What is pushed from now on. */
  public LiveEntries live() {
    return live;
  }

  private Running running() {
    Running parts = running;
    if (parts == null) {
      throw new NotReadyException("Ingester not ready: " + status());
    }
    return parts;
  }

  /** Ends. What is not flushed stays in the log, and comes back at the next start. */
  @Override
  public void close() throws IOException {
    Running parts = running;
    if (parts == null) {
      return;
    }
    try {
      parts.flushes().stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted while a flush was ending", e);
    }
    parts.log().close();
    parts.index().close();
  }
}
