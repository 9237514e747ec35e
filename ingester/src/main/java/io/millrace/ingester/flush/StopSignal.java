package io.millrace.ingester.flush;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A wish to end, that a waiting thread learns of at once. Safe for use by any number of threads.
 */
final class StopSignal {
  private final CountDownLatch stopped = new CountDownLatch(1);

  void signal() {
    stopped.countDown();
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Waits for the signal, at most for the given time; true when it came. */
  boolean await(Duration time) throws InterruptedException {
    return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
