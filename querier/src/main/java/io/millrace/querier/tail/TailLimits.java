package io.millrace.querier.tail;

import java.time.Duration;

/**
 * What tails may cost.
 *
 * @param maxConcurrent tails of one tenant at a time; 0 for any number
 * @param maxDuration after which a tail is closed
 */
public record TailLimits(int maxConcurrent, Duration maxDuration) {
  /** Loki's defaults. */
  public static final TailLimits DEFAULT = new TailLimits(10, Duration.ofHours(1));
}
