package io.millrace.store.follow;

import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackSummary;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an index up with its store. Safe for use by any number of threads. */
public final class StoreFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFollower.class);

  private final PackStore packs;
  private final LabelIndex index;
  private final DeleteRequests deletes;
  private final Periods periods;
  private final InstantSource clock;
  private final FollowMetrics metrics;
  private final AdoptedPacks adopted;
  private final PackAdoption adoption;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  /**
   * When the store is looked at.
   *
   * @param recent between two looks at the packs of yesterday and today, and at delete requests
   * @param all between two looks at all packs; less than packs stay after they were replaced
   */
  public record Periods(Duration recent, Duration all) {}

  public StoreFollower(
      PackStore packs,
      LabelIndex index,
      DeleteRequests deletes,
      Periods periods,
      PrometheusRegistry registry,
      InstantSource clock) {
    this.packs = packs;
    this.index = index;
    this.deletes = deletes;
    this.periods = periods;
    this.clock = clock;
    this.metrics = new FollowMetrics(registry);
    this.adopted = new AdoptedPacks(index);
    this.adoption = new PackAdoption(packs, index, adopted::commit);
  }

  /** Takes in all that is there, and begins to follow. */
  public void start() throws IOException {
    deletes.refresh();
    followAll();
    thread = Thread.ofVirtual().name("store-follower").start(this::run);
  }

  /** In which order packs came into the index. */
  public AdoptedPacks adopted() {
    return adopted;
  }

  /** Looks at all packs now. */
  public void followAll() throws IOException {
    List<PackSummary> knownBefore = index.packs();
    Map<String, String> replacedBefore = index.replaced();
    List<String> stored = packs.list();
    metrics.adopted(adoption.run(stored, (_, _, _) -> {}));
    forget(stored, knownBefore, replacedBefore);
    metrics.succeeded(clock.instant().getEpochSecond());
  }

  /** Forgets what the process that compacts has deleted. */
  private void forget(List<String> stored, List<PackSummary> known, Map<String, String> replaced)
      throws IOException {
    Set<String> there = new HashSet<>(stored);
    List<String> gone = new ArrayList<>();
    for (String packId : replaced.keySet()) {
      if (!there.contains(packId)) {
        gone.add(packId);
      }
    }
    index.forget(gone);
    for (PackSummary pack : known) {
      if (pack.chunks() == 0 && !there.contains(pack.id())) {
        index.removeEmpty(pack.id());
      }
    }
  }

  /** Takes in packs that somebody has named, if they are not in the index yet. */
  public void adopt(Collection<String> packIds) throws IOException {
    boolean incomplete = false;
    for (String packId : packIds) {
      if (!index.hasPack(packId) && !index.isReplaced(packId)) {
        try {
          adoption.adopt(packId);
          metrics.adopted(1);
        } catch (FileNotFoundException _) {
          // It was replaced long ago, by one that is not known either.
          incomplete = true;
        }
      }
    }
    if (incomplete) {
      followAll();
    }
  }

  private void run() {
    long lastOfAll = System.nanoTime();
    try {
      while (!stopped.await(periods.recent().toNanos(), TimeUnit.NANOSECONDS)) {
        boolean all = System.nanoTime() - lastOfAll >= periods.all().toNanos();
        if (look(all) && all) {
          lastOfAll = System.nanoTime();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look(boolean all) {
    try {
      deletes.refresh();
      if (all) {
        followAll();
      } else {
        followRecent();
      }
      return true;
    } catch (IOException | RuntimeException e) {
      metrics.failed();
      LOG.warn("the store can't be followed at the moment", e);
      return false;
    }
  }

  /** Flushes name their packs after the day of the flush. */
  private void followRecent() throws IOException {
    LocalDate yesterday = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
    metrics.adopted(adoption.run(packs.listFrom(yesterday), (_, _, _) -> {}));
    metrics.succeeded(clock.instant().getEpochSecond());
  }

  /** Ends. */
  @Override
  public void close() {
    stopped.countDown();
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
