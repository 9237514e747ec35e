package io.millrace.store.compact;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.ChunkFormat;
import io.millrace.pack.PackHistory;
import io.millrace.pack.PackReader;
import io.millrace.store.delete.ActiveDelete;
import io.millrace.store.delete.DeleteRequest;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackSummary;
import io.millrace.store.pack.BuiltPack;
import io.millrace.store.pack.PackFile;
import io.millrace.store.pack.PackNames;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.millrace.store.retention.Retention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rounds of compaction over one store and its index. Used by one thread. */
public final class Compaction {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
  private static final int DONE = 100;

  private final Store store;
  private final CompactorSettings settings;
  private final ChunkFormat format;
  private final Retention retention;
  private final DeleteRequests deletes;
  private final InstantSource clock;
  private final CompactionMetrics metrics;
  private final CompactionPlanner planner;
  private final ReplacedPacks replaced;
  private final PackNames names;

  /** Packs that can't be read as a whole: they are left as they are. */
  private final Set<String> damaged = new HashSet<>();

  /**
   * What is compacted.
   *
   * @param gate that readers of the index go through
   * @param memory tells what is not in packs yet
   * @param committer adds packs to the index
   */
  public record Store(
      PackStore packs,
      LabelIndex index,
      SwapGate gate,
      Unflushed memory,
      PackAdoption.Committer committer) {}

  /** Entries that are in no pack yet. */
  @FunctionalInterface
  public interface Unflushed {
    /** Whether there may be entries that the request concerns. */
    boolean mayHold(ActiveDelete delete);
  }

  /** Asks, between two steps, whether to end. */
  @FunctionalInterface
  public interface Stop {
    boolean isAsked();
  }

  public Compaction(
      Store store,
      CompactorSettings settings,
      ChunkFormat format,
      Retention retention,
      DeleteRequests deletes,
      PrometheusRegistry registry,
      InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.format = format;
    this.retention = retention;
    this.deletes = deletes;
    this.clock = clock;
    this.metrics = new CompactionMetrics(registry);
    this.planner = new CompactionPlanner(store.index(), retention, settings, clock);
    this.replaced =
        new ReplacedPacks(store.packs(), store.index(), settings.deleteDelay(), metrics, clock);
    this.names = new PackNames(clock);
  }

  /**
   * One round: takes in packs that the index does not know, compacts what is to be compacted, and
   * deletes what was replaced. A round that fails is repeated as a whole by the next one.
   *
   * @return how many packs were written
   */
  public int run(Stop stop) throws IOException {
    try {
      int written = round(stop);
      metrics.succeeded(clock.instant().getEpochSecond());
      return written;
    } catch (IOException | RuntimeException e) {
      metrics.failed();
      throw e;
    }
  }

  private int round(Stop stop) throws IOException {
    // A pack whose answer was lost may replace others already: it has to be known before planning.
    new PackAdoption(store.packs(), store.index(), this::commit).run((_, _, _) -> {});
    PackFile.deleteLeftovers(settings.workDirectory());
    deletes.refresh();
    List<ActiveDelete> toErase = deletes.toErase(settings.cancelPeriod());
    int written = 0;
    for (CompactionJob job : planner.plan(free(), toErase)) {
      if (stop.isAsked()) {
        return written;
      }
      written += compact(job, toErase, stop) ? 1 : 0;
    }
    for (ActiveDelete delete : toErase) {
      noteProgress(delete);
    }
    replaced.delete();
    return written;
  }

  /**
   * Whether a pack that no compaction has written is old enough to be written again. Asks nothing
   * of the store.
   */
  boolean isRewriteDue() throws IOException {
    List<PackSummary> packs = free();
    metrics.waiting(planner.firstHand(packs));
    return planner.isRewriteDue(packs);
  }

  private List<PackSummary> free() throws IOException {
    List<PackSummary> free = new ArrayList<>();
    for (PackSummary pack : store.index().packs()) {
      if (!damaged.contains(pack.id()) && store.gate().isFree(pack.id())) {
        free.add(pack);
      }
    }
    return free;
  }

  private boolean compact(CompactionJob job, List<ActiveDelete> toErase, Stop stop)
      throws IOException {
    PackMerge merge = new PackMerge(format, settings.chunkLineBytes(), retention, toErase);
    List<String> erased = toErase.stream().map(delete -> delete.request().id()).toList();
    String id = names.nextForDayOf(job.maxTimestamp());
    PackHistory history = new PackHistory(job.ids(), erased);
    try (PackFile file = new PackFile(settings.workDirectory(), id, history)) {
      if (!merge(job, merge, file, stop)) {
        return false;
      }
      BuiltPack pack = file.finish();
      if (stop.isAsked()) {
        // Somebody else may have begun with the same packs.
        return false;
      }
      replace(job, pack);
    }
    metrics.dropped(merge.expiredChunks(), merge.erasedEntries());
    return true;
  }

  /** False when there is nothing to be stored. */
  private boolean merge(CompactionJob job, PackMerge merge, PackFile file, Stop stop)
      throws IOException {
    try {
      boolean fits = job.bytes() <= settings.packBytes();
      List<PackReader> inputs = new ArrayList<>();
      for (String id : job.ids()) {
        inputs.add(fits ? store.packs().load(id) : store.packs().openInOrder(id));
      }
      return merge.run(inputs, file::add, stop);
    } catch (FormatException | FileNotFoundException e) {
      metrics.failed();
      damaged.addAll(job.ids());
      LOG.error("packs {} stay as they are: one of them is damaged or lost", job.ids(), e);
      return false;
    }
  }

  private void replace(CompactionJob job, BuiltPack pack) throws IOException {
    store.packs().put(pack);
    LabelIndex.Commit commit =
        new LabelIndex.Commit(pack.id(), pack.size(), pack.entries(), List.of(), pack.history());
    commit(commit);
    metrics.compacted(job, pack.size());
    metrics.waiting(planner.firstHand(free()));
  }

  private void commit(LabelIndex.Commit commit) throws IOException {
    store.gate().swap(() -> store.committer().commit(commit));
  }

  private void noteProgress(ActiveDelete delete) throws IOException {
    int left = planner.packsToErase(delete).size();
    DeleteRequest request = delete.request();
    if (left == 0 && !store.memory().mayHold(delete)) {
      deletes.progress(request, DONE);
      return;
    }
    int all = Math.max(1, planner.packsConcerned(delete).size());
    int percent = Math.min(DONE - 1, DONE * (all - left) / all);
    deletes.progress(request, Math.max(request.percent(), percent));
  }
}
