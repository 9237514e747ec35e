package io.millrace.store.compact;

import io.millrace.store.delete.ActiveDelete;
import io.millrace.store.index.ChunkRef;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackContent;
import io.millrace.store.index.PackSummary;
import io.millrace.store.index.StreamChunks;
import io.millrace.store.pack.PackNames;
import io.millrace.store.retention.Retention;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Chooses what to compact: first packs with nothing that is kept, then packs with entries to erase,
 * then packs that no compaction has written, then small packs of one day.
 *
 * <p>A flush has no time to compress well, so what it wrote is written again once, soon: a large
 * pack alone, small ones together with the others of their day.
 *
 * <p>Packs of a day are merged with others of about their size, four at least, so that an entry is
 * written again a few times only; once the day is over, what is left is merged whatever its size.
 */
final class CompactionPlanner {
  private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);
  private static final int FAN_IN = 4;

  /** A late line of a day may come until then. */
  private static final long DAY_GRACE_NANOS = TimeUnit.HOURS.toNanos(2);

  /** Packs that are dropped together. */
  private static final int MAX_INPUTS = 1000;

  private final LabelIndex index;
  private final Retention retention;
  private final CompactorSettings settings;
  private final InstantSource clock;

  CompactionPlanner(
      LabelIndex index, Retention retention, CompactorSettings settings, InstantSource clock) {
    this.index = index;
    this.retention = retention;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Jobs that have no pack in common.
   *
   * @param free packs that may be compacted
   */
  List<CompactionJob> plan(List<PackSummary> free, Collection<ActiveDelete> toErase)
      throws IOException {
    List<CompactionJob> jobs = new ArrayList<>();
    List<PackSummary> rest = new ArrayList<>();
    List<PackSummary> rewrite = new ArrayList<>();
    List<PackSummary> expired = new ArrayList<>();
    Set<String> erasing = packsToErase(toErase);
    for (PackSummary pack : free) {
      Expiry expiry = pack.chunks() == 0 ? Expiry.NONE : expiry(pack);
      if (expiry == Expiry.ALL) {
        expired.add(pack);
      } else if (erasing.contains(pack.id()) || expiry == Expiry.MUCH) {
        rewrite.add(pack);
      } else if (pack.chunks() > 0) {
        rest.add(pack);
      }
    }
    for (int from = 0; from < expired.size(); from += MAX_INPUTS) {
      jobs.add(
          new CompactionJob(expired.subList(from, Math.min(expired.size(), from + MAX_INPUTS))));
    }
    rewrite.forEach(pack -> jobs.add(new CompactionJob(List.of(pack))));
    List<CompactionJob> rewrites = rewrites(rest);
    jobs.addAll(rewrites);
    rewrites.forEach(job -> rest.removeAll(job.inputs()));
    jobs.addAll(merges(rest));
    return jobs;
  }

  /** Those of the packs that no compaction has written. */
  List<PackSummary> firstHand(List<PackSummary> packs) {
    return packs.stream().filter(pack -> !pack.compacted() && pack.chunks() > 0).toList();
  }

  boolean isRewriteDue(List<PackSummary> free) {
    return firstHand(free).stream().anyMatch(this::isOldEnough);
  }

  /** Small packs do not wait for each other, but what has waited takes the others with it. */
  private List<CompactionJob> rewrites(List<PackSummary> packs) {
    List<CompactionJob> jobs = new ArrayList<>();
    Map<Long, List<PackSummary>> small = new TreeMap<>();
    Set<Long> due = new HashSet<>();
    for (PackSummary pack : firstHand(packs)) {
      if (isSmall(pack)) {
        small.computeIfAbsent(day(pack), _ -> new ArrayList<>()).add(pack);
        if (isOldEnough(pack)) {
          due.add(day(pack));
        }
      } else if (isOldEnough(pack)) {
        jobs.add(new CompactionJob(List.of(pack)));
      }
    }
    small.keySet().retainAll(due);
    small.values().forEach(ofDay -> addMerges(ofDay, 1, jobs));
    return jobs;
  }

  /** Packs whose names do not tell when they were written have waited long enough. */
  private boolean isOldEnough(PackSummary pack) {
    OptionalLong written = PackNames.millisOf(pack.id());
    return written.isEmpty()
        || written.getAsLong() + settings.rewriteAfter().toMillis() <= clock.millis();
  }

  private boolean isSmall(PackSummary pack) {
    return pack.bytes() <= settings.packBytes() / 2;
  }

  private static long day(PackSummary pack) {
    return Math.floorDiv(pack.maxTimestamp(), NANOS_PER_DAY);
  }

  /** The packs in the index that have chunks which a request concerns, and did not erase it. */
  Set<String> packsToErase(Collection<ActiveDelete> toErase) throws IOException {
    Set<String> packs = new HashSet<>();
    for (ActiveDelete delete : toErase) {
      packs.addAll(packsToErase(delete));
    }
    return packs;
  }

  Set<String> packsToErase(ActiveDelete delete) throws IOException {
    Set<String> concerned = packsConcerned(delete);
    for (PackSummary pack : index.packs()) {
      if (pack.erased().contains(delete.request().id())) {
        concerned.remove(pack.id());
      }
    }
    return concerned;
  }

  Set<String> packsConcerned(ActiveDelete delete) throws IOException {
    Set<String> packs = new HashSet<>();
    long last = delete.request().lastNanos();
    long end = last == Long.MAX_VALUE ? last : last + 1;
    for (StreamChunks stream :
        index.select(
            delete.request().tenant(), delete.matchers(), delete.request().firstNanos(), end)) {
      for (ChunkRef chunk : stream.chunks()) {
        packs.add(chunk.packId());
      }
    }
    return packs;
  }

  private enum Expiry {
    NONE,
    MUCH,
    ALL
  }

  /** A pack is written again for retention's sake once a day at most, or when little would stay. */
  private Expiry expiry(PackSummary pack) throws IOException {
    int chunks = 0;
    int expired = 0;
    boolean longAgo = false;
    for (PackContent content : index.contents(pack.id())) {
      chunks++;
      long keptFrom = retention.keptFromNanos(content.tenant(), content.labels());
      if (content.maxTimestamp() < keptFrom) {
        expired++;
        longAgo |= keptFrom - content.maxTimestamp() > NANOS_PER_DAY;
      }
    }
    if (expired == 0) {
      return Expiry.NONE;
    }
    if (expired == chunks) {
      return Expiry.ALL;
    }
    return longAgo || 2 * expired > chunks ? Expiry.MUCH : Expiry.NONE;
  }

  private List<CompactionJob> merges(List<PackSummary> packs) {
    Map<Long, List<PackSummary>> days = new TreeMap<>();
    for (PackSummary pack : packs) {
      if (isSmall(pack)) {
        days.computeIfAbsent(day(pack), _ -> new ArrayList<>()).add(pack);
      }
    }
    long now = TimeUnit.MILLISECONDS.toNanos(clock.millis());
    List<CompactionJob> jobs = new ArrayList<>();
    days.forEach(
        (day, ofDay) -> {
          boolean over = (day + 1) * NANOS_PER_DAY + DAY_GRACE_NANOS < now;
          if (over) {
            addMerges(ofDay, 2, jobs);
          } else {
            Map<Integer, List<PackSummary>> sizes = new TreeMap<>();
            for (PackSummary pack : ofDay) {
              sizes.computeIfAbsent(sizeClass(pack.bytes()), _ -> new ArrayList<>()).add(pack);
            }
            sizes.values().forEach(ofSize -> addMerges(ofSize, FAN_IN, jobs));
          }
        });
    return jobs;
  }

  /** Each class is four times as large as the one below; all below 1 MiB are one. */
  private static int sizeClass(long bytes) {
    int log2 = 63 - Long.numberOfLeadingZeros(Math.max(1, bytes));
    return Math.max(0, (log2 - 18) / 2);
  }

  private void addMerges(List<PackSummary> packs, int atLeast, List<CompactionJob> jobs) {
    List<PackSummary> inputs = new ArrayList<>();
    long bytes = 0;
    for (PackSummary pack : packs) {
      if (bytes + pack.bytes() > settings.packBytes() || inputs.size() == MAX_INPUTS) {
        addMerge(inputs, atLeast, jobs);
        inputs.clear();
        bytes = 0;
      }
      inputs.add(pack);
      bytes += pack.bytes();
    }
    addMerge(inputs, atLeast, jobs);
  }

  private static void addMerge(List<PackSummary> inputs, int atLeast, List<CompactionJob> jobs) {
    if (inputs.size() >= atLeast) {
      jobs.add(new CompactionJob(inputs));
    }
  }
}
