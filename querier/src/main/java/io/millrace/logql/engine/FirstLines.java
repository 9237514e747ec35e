package io.millrace.logql.engine;

import io.millrace.logql.engine.ScanPool.Work;
import io.millrace.store.StoredBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds by the times of entries alone where the first lines of a query that drops none lie, so that
 * only these lines have to be read.
 */
final class FirstLines {
  /** With fewer entries for each line that is wanted, reading them all at once is cheaper. */
  private static final int LEAST_ENTRIES_A_LINE = 4;

  private final QueryContext context;
  private final ScanPool pool;
  private final boolean backward;
  private final int limit;

  /** The best times up to now, the last of them in front. */
  private final PriorityQueue<Long> best;

  private FirstLines(QueryContext context, ScanPool pool, boolean backward, int limit) {
    this.context = context;
    this.pool = pool;
    this.backward = backward;
    this.limit = limit;
    this.best = new PriorityQueue<>((a, b) -> backward ? a.compareTo(b) : b.compareTo(a));
  }

  /**
   * A part of {@code range} that has the first {@code limit} entries; all of it if there are not as
   * many, or if looking for them does not pay.
   *
   * @param units by the time of their first entry in the query's direction
   */
  static TimeRange range(
      QueryContext context,
      ScanPool pool,
      List<ScanUnit> units,
      TimeRange range,
      boolean backward,
      int limit) {
    long entries = units.stream().mapToLong(FirstLines::entries).sum();
    return entries < (long) LEAST_ENTRIES_A_LINE * limit
        ? range
        : new FirstLines(context, pool, backward, limit).range(units, range);
  }

  private static long entries(ScanUnit unit) {
    return unit.blocks().stream().mapToLong(StoredBlock::entries).sum();
  }

  private TimeRange range(List<ScanUnit> units, TimeRange range) {
    int next = 0;
    int wave = pool.threads();
    while (next < units.size() && mayPrecede(units.get(next))) {
      List<ScanUnit> batch = units.subList(next, Math.min(units.size(), next + wave));
      next += batch.size();
      take(batch, range);
      wave = Math.min(2 * wave, pool.maxWave());
    }
    if (best.size() < limit) {
      return range;
    }
    return backward
        ? new TimeRange(best.element(), range.endNanos())
        : new TimeRange(range.startNanos(), best.element() + 1);
  }

  private boolean mayPrecede(ScanUnit unit) {
    return best.size() < limit
        || (backward
            ? unit.maxTimestamp() >= best.element()
            : unit.minTimestamp() <= best.element());
  }

  private void take(List<ScanUnit> units, TimeRange range) {
    long[][] times = new long[units.size()][];
    Prefetcher prefetcher = new Prefetcher(units, FirstLines::prefetch);
    Work<Object> read =
        (_, i) -> {
          prefetcher.reached(i);
          times[i] = times(units.get(i));
        };
    pool.forEach(context, units.size(), Object::new, read);
    for (long[] each : times) {
      take(each, range);
    }
  }

  private void take(long[] times, TimeRange range) {
    int from = TimeRange.firstAtOrAfter(times, range.startNanos());
    int to = TimeRange.firstAtOrAfter(times, range.endNanos());
    for (int i = 0; i < to - from; i++) {
      long time = backward ? times[to - 1 - i] : times[from + i];
      if (best.size() == limit) {
        if (backward ? time <= best.element() : time >= best.element()) {
          return;
        }
        best.remove();
      }
      best.add(time);
    }
  }

  private static void prefetch(ScanUnit unit) {
    for (StoredBlock block : unit.blocks()) {
      if (block.isRemote()) {
        block.prefetchOutline();
      }
    }
  }

  /**
   * The times of a unit's entries in ascending order. Entries that lie in two of its blocks are one
   * line; so of several blocks each time counts once.
   */
  private static long[] times(ScanUnit unit) {
    List<long[]> times = new ArrayList<>();
    for (StoredBlock block : unit.blocks()) {
      try {
        times.add(block.timestamps());
      } catch (IOException _) {
        // The scan reads the block again, and warns.
      }
    }
    return times.size() == 1
        ? times.getFirst()
        : times.stream().flatMapToLong(Arrays::stream).sorted().distinct().toArray();
  }
}
