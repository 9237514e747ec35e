package io.millrace.agent.delivery;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.spool.Spool;
import io.millrace.bytes.FormatException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

  /** A batch that is as much older than it should be makes no progress. */
  private static final long STUCK_NANOS = Duration.ofSeconds(1).toNanos();

  /** After a write to the spool that has failed, or found no room. */
  private static final long SPOOL_RETRY_NANOS = Duration.ofSeconds(1).toNanos();

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
  private final @Nullable Spool spool;

  /** The place of the batch that is being sent, when it came from the spool. */
  private @Nullable Object sendingPlace;

  private boolean isReliefWanted;
  private boolean isSpooling;
  private long noSpoolBeforeNanos;
  private boolean isFlushing;
  private boolean isAbandoned;

  /**
   * An empty lane.
   *
   * @param limitBytes what it may hold at most
   * @param spool where batches go when its readers are in need; null for nowhere
   */
  Lane(
      ClientSettings settings,
      Workshop workshop,
      ByteBudget budget,
      long limitBytes,
      @Nullable Spool spool,
      AgentClock clock) {
    this.spool = spool;
    this.noSpoolBeforeNanos = clock.nanoTime();
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
        changed.signalAll();
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
    changed.signalAll();
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

  /** Has the batches spooled if they make no progress; returns at once. */
  void relieve() {
    lock.lock();
    try {
      long now = clock.nanoTime();
      long oldest = oldestNanos();
      long patience = settings.batchWait().toNanos() + STUCK_NANOS;
      boolean isStuck = oldest != Long.MAX_VALUE && now - oldest > patience;
      boolean isSoon = now - noSpoolBeforeNanos < 0;
      if (spool != null && !isReliefWanted && !isSoon && (isStuck || isFull())) {
        isReliefWanted = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until batches are to be spooled: the one that is being sent, unless it is in the spool
   * already, and all others. Empty when none will be any more.
   */
  List<Batch> takeForSpool() throws InterruptedException {
    lock.lock();
    try {
      while (!isFlushing && !isAbandoned) {
        List<Batch> taken = isReliefWanted ? all() : List.of();
        if (!taken.isEmpty()) {
          closed.clear();
          open = null;
          isSpooling = true;
          return taken;
        }
        isReliefWanted = false;
        changed.await();
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Batch> all() {
    List<Batch> all = new ArrayList<>();
    Batch inFlight = sending;
    if (inFlight != null && sendingPlace == null) {
      all.add(inFlight);
    }
    all.addAll(closed);
    Batch filling = open;
    if (filling != null) {
      all.add(filling);
    }
    return all;
  }

  /**
   * The first of the batches are in the spool, which is as good as delivered.
   *
   * @param places of them in the spool
   */
  @SuppressWarnings("ReferenceEquality") // A batch has no other identity.
  void spooled(List<Batch> batches, List<Object> places) {
    int count = places.size();
    List<Batch> written = batches.subList(0, count);
    written.forEach(Batch::acknowledge);
    List<Batch> free = new ArrayList<>(written);
    lock.lock();
    try {
      for (Batch each : written) {
        bytes -= each.memory();
        budget.give(each.memory());
      }
      Batch inFlight = sending;
      if (inFlight != null && free.remove(inFlight)) {
        sendingPlace = places.getFirst();
      }
      for (Batch each : batches.subList(count, batches.size()).reversed()) {
        if (each != inFlight) {
          closed.addFirst(each);
        }
      }
      isSpooling = false;
      isReliefWanted = false;
      if (count == 0) {
        noSpoolBeforeNanos = clock.nanoTime() + SPOOL_RETRY_NANOS;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    free.forEach(workshop::giveBack);
  }

  /** Waits for a batch that is due; null when there will be none any more. */
  @Nullable Batch take() throws InterruptedException {
    Batch next = takeFromMemory();
    while (next == null && hasSpooled()) {
      next = takeFromSpool();
      if (next == null) {
        next = takeFromMemory();
      }
    }
    return next;
  }

  /** What is in the spool is older than what is in memory, but for the batch being sent. */
  private boolean hasSpooled() {
    return spool != null && !spool.isEmpty() && !isAbandoned();
  }

  private boolean isAbandoned() {
    lock.lock();
    try {
      return isAbandoned;
    } finally {
      lock.unlock();
    }
  }

  /** Reads without the lock, so that readers need not wait for the disk. */
  private @Nullable Batch takeFromSpool() {
    Spool.Waiting waiting = spool == null ? null : spool.peek();
    if (spool == null || waiting == null) {
      return null;
    }
    Batch batch = workshop.batch(clock.nanoTime());
    try {
      SpooledBatch.fill(batch, waiting.body());
    } catch (FormatException e) {
      throw new IllegalStateException("a record of the spool that checks is no push request", e);
    }
    lock.lock();
    try {
      sending = batch;
      sendingPlace = waiting.place();
    } finally {
      lock.unlock();
    }
    return batch;
  }

  /** As {@link #take}, but null also when the spool has something. */
  private @Nullable Batch takeFromMemory() throws InterruptedException {
    lock.lock();
    try {
      while (!isAbandoned) {
        if (isSpooling) {
          changed.await();
          continue;
        }
        if (spool != null && !spool.isEmpty()) {
          return null;
        }
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
  void done(Batch batch) throws InterruptedException {
    Object place;
    lock.lock();
    try {
      while (isSpooling) {
        // It may be one of those that are being written.
        changed.await();
      }
      place = sendingPlace;
      sendingPlace = null;
      sending = null;
      if (place == null) {
        bytes -= batch.memory();
        budget.give(batch.memory());
      }
    } finally {
      lock.unlock();
    }
    batch.acknowledge();
    if (place != null && spool != null) {
      spool.remove(place);
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
