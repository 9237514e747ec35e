package io.millrace.ingester.stream;

import java.util.concurrent.atomic.LongAdder;

/**
 * About how much of the heap unflushed entries take, kept up to date by the streams. Safe for use
 * by any number of threads.
 */
public final class MemoryAccount {
  private final LongAdder heads = new LongAdder();
  private final LongAdder frozen = new LongAdder();

  void headGrew(long bytes) {
    heads.add(bytes);
  }

  void headFroze(long bytes) {
    heads.add(-bytes);
    frozen.add(bytes);
  }

  void frozenReleased(long bytes) {
    frozen.add(-bytes);
  }

  /** Bytes of entries that no flush has taken yet. */
  public long headBytes() {
    return heads.sum();
  }

  /** Bytes of all entries that wait for the store. */
  public long totalBytes() {
    return heads.sum() + frozen.sum();
  }
}
