package io.millrace.agent.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double, each drawn at random up to the step so that agents do not come back together.
 *
 * @param min the first step
 * @param max the longest step
 * @param maxRetries 0 for no end
 */
public record Backoff(Duration min, Duration max, int maxRetries) {
  public Backoff {
    if (min.isZero() || min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException("min_period must be positive and max_period not below it");
    }
  }

  /** The wait before the retry with this number, from 0. */
  Duration before(int retry, RandomGenerator random) {
    long step = Math.min(max.toMillis(), min.toMillis() << Math.min(retry, 30));
    return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
  }
}
