package io.millrace.agent.entry;

/** A rate with a burst; starts full. Safe for use by any thread. */
public final class TokenBucket {
  private final double perNano;
  private final double capacity;
  private double tokens;
  private long filledNanos;
  private boolean isUsed;

  /**
   * A full bucket.
   *
   * @param burst what it holds
   */
  public TokenBucket(double perSecond, int burst) {
    this.perNano = perSecond / 1e9;
    this.capacity = burst;
    this.tokens = burst;
  }

  /** Takes a token if there is one. */
  public synchronized boolean take(long nowNanos) {
    if (!has(nowNanos)) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes a token that may come later; whether it was there. */
  public synchronized boolean owe(long nowNanos) {
    boolean hasToken = has(nowNanos);
    tokens--;
    return hasToken;
  }

  /** Whether there is a token and nothing is owed. */
  public synchronized boolean has(long nowNanos) {
    if (!isUsed) {
      isUsed = true;
      filledNanos = nowNanos;
    }
    tokens = Math.min(capacity, tokens + (nowNanos - filledNanos) * perNano);
    filledNanos = nowNanos;
    return tokens >= 1;
  }
}
