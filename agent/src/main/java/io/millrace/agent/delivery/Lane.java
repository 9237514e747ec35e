package io.millrace.agent.delivery;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one client and tenant. Readers append under the lane's lock; its own thread takes
 * batches and sends them one after another. Nothing is sent under the lock.
 */
final class Lane implements Gate {
  /** Batches that a lane may always hold, so that one that is stuck does not starve the others. */
  private static final int OWN_BATCHES = 2;

  private final ClientSettings settings;
  private final Workshop workshop;
  private final ByteBudget budget;
  private final long limitBytes;
  private final AgentClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Batch> closed = new ArrayDeque<>();
  private @Nullable Batch open;
  private @Nullable Batch sending;
  private long bytes;
  private boolean isFlushing;
  private boolean isAbandoned;

  /**
   * An empty lane.
   *
   * @param limitBytes what it may hold at most
   */
  Lane(
      ClientSettings settings,
      Workshop workshop,
      ByteBudget budget,
      long limitBytes,
      AgentClock clock) {
    this.settings = settings;
    this.workshop = workshop;
    this.budget = budget;
    this.limitBytes = limitBytes;
    this.clock = clock;
  }

  /** Appends a copy of an entry, its line valid UTF-8; whether there is room for more. */
  boolean append(LogEntry entry, byte[] line, int offset, int length) {
    lock.lock();
    try {
      Batch batch = open;
      if (batch != null && (batch.size() + length > settings.batchBytes() || batch.isCrowded())) {
        close(batch);
        batch = null;
      }
      if (batch == null) {
        batch = workshop.batch(clock.nanoTime());
        open = batch;
        changed.signal();
      }
      long before = batch.memory();
      batch.add(entry, line, offset, length);
      long added = batch.memory() - before;
      bytes += added;
      budget.take(added);
      return !isFull();
    } finally {
      lock.unlock();
    }
  }

  private void close(Batch batch) {
    closed.add(batch);
    open = null;
    changed.signal();
  }

  private boolean isFull() {
    if (bytes <= (long) OWN_BATCHES * settings.batchBytes()) {
      return false;
    }
    return bytes >= limitBytes || !budget.hasRoom();
  }

  @Override
  public boolean hasRoom() {
    lock.lock();
    try {
      return !isFull();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a batch that is due; null when there will be none any more. */
  @Nullable Batch take() throws InterruptedException {
    lock.lock();
    try {
      while (!isAbandoned) {
        Batch next = closed.poll();
        Batch filling = open;
        if (next == null && filling != null) {
          long left = filling.createdNanos() + settings.batchWait().toNanos() - clock.nanoTime();
          if (left <= 0 || isFlushing) {
            open = null;
            next = filling;
          } else {
            changed.awaitNanos(left);
            continue;
          }
        }
        if (next != null) {
          sending = next;
          return next;
        }
        if (isFlushing) {
          return null;
        }
        changed.await();
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The batch that was taken is dealt with. */
  void done(Batch batch) {
    batch.acknowledge();
    lock.lock();
    try {
      sending = null;
      bytes -= batch.memory();
      budget.give(batch.memory());
    } finally {
      lock.unlock();
    }
    workshop.giveBack(batch);
  }

  /** Waits before a retry; false when the lane was abandoned meanwhile. */
  boolean pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !isAbandoned) {
        left = changed.awaitNanos(left);
      }
      return !isAbandoned;
    } finally {
      lock.unlock();
    }
  }

  /** Sends what is there at once, and ends when all of it is acknowledged. */
  void flush() {
    lock.lock();
    try {
      isFlushing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up: what is not acknowledged will be read again. */
  void abandon() {
    lock.lock();
    try {
      isAbandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** When the oldest entry came that is not acknowledged; {@link Long#MAX_VALUE} for none. */
  long oldestNanos() {
    lock.lock();
    try {
      Batch oldest = sending != null ? sending : closed.isEmpty() ? open : closed.peek();
      return oldest == null ? Long.MAX_VALUE : oldest.createdNanos();
    } finally {
      lock.unlock();
    }
  }
}
