package io.millrace.agent.pipeline;

/** A rate with a burst; starts full. Safe for use by any thread. */
final class TokenBucket {
  private final double perNano;
  private final double capacity;
  private double tokens;
  private long filledNanos;
  private boolean isUsed;

  TokenBucket(double perSecond, int burst) {
    this.perNano = perSecond / 1e9;
    this.capacity = burst;
    this.tokens = burst;
  }

  /** Takes a token if there is one. */
  synchronized boolean take(long nowNanos) {
    if (!isUsed) {
      isUsed = true;
      filledNanos = nowNanos;
    }
    tokens = Math.min(capacity, tokens + (nowNanos - filledNanos) * perNano);
    filledNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
