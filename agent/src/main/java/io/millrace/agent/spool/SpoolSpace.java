package io.millrace.agent.spool;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all spools may have on the disk. Safe for use by any thread. */
public final class SpoolSpace {
  private final long max;
  private final AtomicLong used = new AtomicLong();

  /** Room for {@code max} bytes. */
  public SpoolSpace(long max) {
    this.max = max;
  }

  boolean tryTake(long bytes) {
    if (used.addAndGet(bytes) <= max) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Takes what is there already. */
  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
