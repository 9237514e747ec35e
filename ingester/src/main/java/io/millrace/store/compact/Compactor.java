package io.millrace.store.compact;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compacts again and again on a thread of low priority, from its construction to its close. */
public final class Compactor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  private final Compaction compaction;
  private final Duration interval;
  private final BooleanSupplier turn;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Begins.
   *
   * @param turn whether it is this process that may compact; asked before each round and between
   *     its steps
   */
  @SuppressWarnings("ThreadPriorityCheck") // A hint is all that is wanted.
  public Compactor(Compaction compaction, Duration interval, BooleanSupplier turn) {
    this.compaction = compaction;
    this.interval = interval;
    this.turn = turn;
    this.thread =
        Thread.ofPlatform().name("compactor").priority(Thread.MIN_PRIORITY).start(this::run);
  }

  private void run() {
    try {
      while (!stopped.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        if (turn.getAsBoolean()) {
          round();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      int written = compaction.run(() -> stopped.getCount() == 0 || !turn.getAsBoolean());
      if (written > 0) {
        LOG.atInfo().addKeyValue("packs_written", written).log("compacted");
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("a round of compaction failed; the next one goes on where it ended", e);
    }
  }

  /** Ends after the step that is under way. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
