package io.millrace.ingester.stream;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps freezing heads apart from pushes. A push is inside from before its record is written to the
 * log until its entries are in memory; a freeze waits until nobody is inside. So when a freeze
 * runs, every record of the log is in memory as a whole, and all that a stream holds up to now has
 * an LSN up to the last one.
 *
 * <p>A freeze does no I/O and takes microseconds; what it waits for is at most one sync of the log.
 */
public final class PushGate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** A push, which may fail with one kind of exception. */
  @FunctionalInterface
  public interface Push<E extends Exception> {
    void run() throws E, InterruptedException;
  }

  /** Runs a push; any number run at the same time. */
  public <E extends Exception> void push(Push<E> push) throws E, InterruptedException {
    Lock shared = lock.readLock();
    shared.lockInterruptibly();
    try {
      push.run();
    } finally {
      shared.unlock();
    }
  }

  /** Runs a freeze, alone. */
  public <T> T freeze(Supplier<T> freeze) throws InterruptedException {
    Lock alone = lock.writeLock();
    alone.lockInterruptibly();
    try {
      return freeze.get();
    } finally {
      alone.unlock();
    }
  }
}
