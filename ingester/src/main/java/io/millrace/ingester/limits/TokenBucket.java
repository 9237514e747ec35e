package io.millrace.ingester.limits;

/**
 * A bucket of tokens that fills at a steady rate up to a burst. It starts full. Safe for use by any
 * number of threads.
 */
public final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private double tokens;
  private long filledNanos;
  private boolean started;

  /**
   * Takes tokens if there are that many.
   *
   * @param rate tokens a second; may change from call to call
   * @param burst the most that the bucket holds
   * @param nowNanos on a clock that does not go back
   */
  public synchronized boolean tryTake(double amount, double rate, double burst, long nowNanos) {
    if (started) {
      double gained = (nowNanos - filledNanos) / NANOS_PER_SECOND * rate;
      tokens = Math.min(burst, tokens + Math.max(0, gained));
    } else {
      tokens = burst;
      started = true;
    }
    filledNanos = nowNanos;
    if (amount > tokens) {
      return false;
    }
    tokens -= amount;
    return true;
  }
}
