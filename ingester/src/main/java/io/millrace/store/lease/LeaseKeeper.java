package io.millrace.store.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims a lease again and again, from its construction to its close. */
public final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Lease lease;
  private final Duration period;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Begins.
   *
   * @param period between two claims; a third of the lease's duration or less
   */
  public LeaseKeeper(Lease lease, Duration period) {
    this.lease = lease;
    this.period = period;
    this.thread = Thread.ofVirtual().name("lease").start(this::run);
  }

  private void run() {
    try {
      do {
        claim();
      } while (!stopped.await(period.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void claim() {
    boolean before = lease.isHeld();
    try {
      boolean now = lease.claim();
      if (now != before) {
        LOG.info(
            now
                ? "this process holds the lease of {} now"
                : "the lease of {} is another process's now",
            lease.name());
      }
    } catch (IOException e) {
      LOG.warn("the lease of {} could not be claimed: {}", lease.name(), e.getMessage());
    }
  }

  /** Ends, and gives the lease up. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
      lease.release();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn(
          "the lease of {} could not be given up; it expires: {}", lease.name(), e.getMessage());
    }
  }
}
