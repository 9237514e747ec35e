package io.millrace.agent.tail;

import java.time.Duration;

/** When a path is looked at again. Not for concurrent use. */
final class PollTimer {
  /**
   * Looks at idle files are taken together: one wake-up of the worker for each file costs more than
   * the look itself.
   */
  private static final long GRID_NANOS = Duration.ofMillis(50).toNanos();

  private static final long MIN_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MAX_RETRY_NANOS = Duration.ofSeconds(60).toNanos();

  private final long minNanos;
  private final long maxNanos;
  private final long rareNanos;
  private long pollNanos;
  private long retryNanos = MIN_RETRY_NANOS;
  private long nextLookNanos;
  private boolean hasLooked;

  PollTimer(TailOptions.Polling polling) {
    this.minNanos = polling.min().toNanos();
    this.maxNanos = polling.max().toNanos();
    this.rareNanos = polling.rare().toNanos();
    this.pollNanos = minNanos;
  }

  /** Whether the path has been looked at before. */
  boolean hasLooked() {
    return hasLooked;
  }

  boolean isLookDue(long nowNanos) {
    return !hasLooked || nowNanos - nextLookNanos >= 0;
  }

  /** A look begins. */
  void begin(long nowNanos) {
    nextLookNanos = nowNanos + minNanos;
  }

  /** The look has ended without a failure. */
  void looked() {
    hasLooked = true;
  }

  /** Something has changed: the next look comes soon. */
  void changed() {
    pollNanos = minNanos;
  }

  /** A file was opened: the next failure is a new one. */
  void recovered() {
    retryNanos = MIN_RETRY_NANOS;
  }

  /** Nothing has changed: each look is later than the one before. Returns when the next one is. */
  long idle(long nowNanos) {
    long next = pollNanos;
    pollNanos = Math.min(maxNanos, 2 * pollNanos);
    nextLookNanos = next < GRID_NANOS ? nowNanos + next : gridded(nowNanos + next);
    return nextLookNanos;
  }

  /** Somebody tells when something changes. Returns when the next look is, in case he is deaf. */
  long rest(long nowNanos) {
    nextLookNanos = gridded(nowNanos + rareNanos);
    return nextLookNanos;
  }

  /** Something has happened: the next look is now. */
  void woken(long nowNanos) {
    pollNanos = minNanos;
    nextLookNanos = nowNanos;
  }

  /** The look has failed; returns when the next one is. */
  long failed(long nowNanos) {
    nextLookNanos = nowNanos + retryNanos;
    retryNanos = Math.min(MAX_RETRY_NANOS, 2 * retryNanos);
    return nextLookNanos;
  }

  private static long gridded(long nanos) {
    return Math.floorDiv(nanos, GRID_NANOS) * GRID_NANOS;
  }
}
