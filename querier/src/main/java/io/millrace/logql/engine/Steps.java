package io.millrace.logql.engine;

/**
 * The times of evaluation: {@code start}, {@code start + step}, … {@code count} of them.
 *
 * @param step distance in nanoseconds, above 0
 */
record Steps(long start, long step, int count) {
  /** Points that a series may have; Loki's figure. */
  static final int MAX = 11_000;

  static Steps of(QueryRequest request) {
    if (request.instant()) {
      return new Steps(request.endNanos(), 1, 1);
    }
    // Steps are those of a grid from 1970 on, as dashboards expect it.
    long step = request.stepNanos();
    long start = Math.floorDiv(request.startNanos(), step) * step;
    long end = Math.ceilDiv(request.endNanos(), step) * step;
    return new Steps(start, step, (int) Math.min(2L * MAX, (end - start) / step + 1));
  }

  long time(int index) {
    return start + index * step;
  }

  long end() {
    return time(count - 1);
  }

  /** The first step whose window, closed on the right, reaches as far as {@code timestamp}. */
  int firstAtOrAfter(long timestamp) {
    long index = Math.ceilDiv(timestamp - start, step);
    return Math.clamp(index, 0, count);
  }

  /** The last step at or before a time, or -1. */
  int lastAtOrBefore(long timestamp) {
    long index = Math.floorDiv(timestamp - start, step);
    return Math.clamp(index, -1, count - 1);
  }
}
