package io.millrace.ingester.stream;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * About how much of the heap unflushed entries take, kept up to date by the streams. Safe for use
 * by any number of threads.
 */
public final class MemoryAccount {
  private final LongAdder heads = new LongAdder();
  private final LongAdder frozen = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();

  void headGrew(long bytes) {
    heads.add(bytes);
  }

  void headFroze(long bytes) {
    heads.add(-bytes);
    frozen.add(bytes);
  }

  void frozenReleased(long bytes) {
    frozen.add(-bytes);
    lock.lock();
    try {
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until not more than {@code bytes} wait for the store; false when it took too long. */
  public boolean awaitTotalBelow(long bytes, Duration atMost) throws InterruptedException {
    if (totalBytes() <= bytes) {
      return true;
    }
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (totalBytes() > bytes) {
        if (left <= 0) {
          return false;
        }
        left = released.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
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
