package io.millrace.store.compact;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts again and again on a thread of low priority, from its construction to its close: when
 * the interval is over, or a pack of a flush has waited long enough to be written again.
 */
public final class Compactor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /** How many times a pack is looked at while it gets old enough. */
  private static final int LOOKS = 4;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** After a round that failed. */
  private static final Duration RECOVERY = Duration.ofMinutes(1);

  private final Compaction compaction;
  private final Duration interval;
  private final Duration pause;
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
  public Compactor(Compaction compaction, CompactorSettings settings, BooleanSupplier turn) {
    this.compaction = compaction;
    this.interval = settings.interval();
    this.pause = pause(settings);
    this.turn = turn;
    this.thread =
        Thread.ofPlatform().name("compactor").priority(Thread.MIN_PRIORITY).start(this::run);
  }

  private static Duration pause(CompactorSettings settings) {
    Duration wanted = settings.rewriteAfter().dividedBy(LOOKS);
    return least(
        settings.interval(),
        wanted.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : least(wanted, LONGEST_PAUSE));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void run() {
    long last = System.nanoTime();
    Duration wait = pause;
    try {
      while (!stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        wait = pause;
        if (turn.getAsBoolean() && isDue(last)) {
          wait = round() ? pause : least(interval, RECOVERY);
          last = System.nanoTime();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue(long last) {
    try {
      return compaction.isRewriteDue() || System.nanoTime() - last >= interval.toNanos();
    } catch (IOException | RuntimeException e) {
      LOG.error("compaction can't read the index; it tries again", e);
      return false;
    }
  }

  private boolean round() {
    try {
      int written = compaction.run(() -> stopped.getCount() == 0 || !turn.getAsBoolean());
      if (written > 0) {
        LOG.atInfo().addKeyValue("packs_written", written).log("compacted");
      }
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.error("a round of compaction failed; the next one goes on where it ended", e);
      return false;
    }
  }

  /** Ends after the chunk that is under way. */
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
