package io.millrace.logql.engine;

import java.util.List;
import java.util.function.Consumer;

/** Asks for blocks a little before the workers come to them. Thread-safe. */
final class Prefetcher {
  /** Enough to hide the answer time of an object store behind the work on what is there. */
  private static final int UNITS_AHEAD = 48;

  private final List<ScanUnit> units;
  private final Consumer<ScanUnit> prefetch;
  private int next;

  /**
   * A prefetcher at the first unit.
   *
   * @param prefetch asks for what will be read of a unit; called once for each, in their order
   */
  Prefetcher(List<ScanUnit> units, Consumer<ScanUnit> prefetch) {
    this.units = units;
    this.prefetch = prefetch;
  }

  /** A worker begins with that unit. */
  synchronized void reached(int unit) {
    int end = Math.min(units.size(), unit + UNITS_AHEAD);
    for (; next < end; next++) {
      prefetch.accept(units.get(next));
    }
  }
}
