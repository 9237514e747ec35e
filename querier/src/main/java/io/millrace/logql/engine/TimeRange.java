package io.millrace.logql.engine;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.TemplatedBlock;
import java.util.BitSet;

/**
 * A range of time.
 *
 * @param startNanos inclusive, in nanoseconds since 1970
 * @param endNanos exclusive
 */
record TimeRange(long startNanos, long endNanos) {
  /** Whether a unit has entries around some time of the range. */
  boolean overlaps(ScanUnit unit) {
    return unit.maxTimestamp() >= startNanos && unit.minTimestamp() < endNanos;
  }

  /** Drops the entries of a block that lie outside. */
  void retain(BitSet entries, TemplatedBlock block) throws FormatException {
    long[] times = block.timestamps();
    entries.clear(0, firstAtOrAfter(times, startNanos));
    entries.clear(firstAtOrAfter(times, endNanos), times.length);
  }

  /** Index of the first of ascending times at or after one. */
  static int firstAtOrAfter(long[] times, long timeNanos) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < timeNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
