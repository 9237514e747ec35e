package io.millrace.logql.engine;

import java.time.Duration;

/**
 * What one query may cost. A limit of 0 is none.
 *
 * @param maxSeries series that a metric query may return
 * @param maxEntries lines that a log query may ask for
 * @param maxQueryLength longest time range
 * @param maxBytesRead bytes that may be read from storage
 * @param timeout longest running time
 * @param maxSamples numbers held in memory at once
 */
public record QueryLimits(
    int maxSeries,
    int maxEntries,
    Duration maxQueryLength,
    long maxBytesRead,
    Duration timeout,
    long maxSamples) {
  /** Loki's defaults; the bound on samples is ours. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(
          500, 5000, Duration.ofHours(721), 150L << 30, Duration.ofMinutes(1), 100_000_000);
}
