package io.millrace.ingester.stream;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One stream's recent entries. Safe for use by any number of threads. */
public final class IngestStream {
  private final Labels labels;
  private final MemoryAccount memory;

  /** Guards all below. */
  private final Object lock = new Object();

  private @Nullable Head head;
  private final List<FrozenHead> frozen = new ArrayList<>();
  private long highestTimestamp = Long.MIN_VALUE;
  private long lastLsn;
  private long lastAppendNanos;
  private boolean removed;

  /** Number of the last freeze that this stream's entries of now were not part of. */
  private long lastFreeze;

  IngestStream(Labels labels, MemoryAccount memory, long lastFreeze, long nowNanos) {
    this.labels = labels;
    this.memory = memory;
    this.lastFreeze = lastFreeze;
    this.lastAppendNanos = nowNanos;
  }

  public Labels labels() {
    return labels;
  }

  /**
   * Time of the newest entry since the stream was created in memory; Long.MIN_VALUE without one.
   */
  public long highestTimestamp() {
    synchronized (lock) {
      return highestTimestamp;
    }
  }

  /**
   * Adds entries that the log holds.
   *
   * @param lsn of their record
   * @return how many were new, or -1 when the stream was just removed and a new one has to be made
   */
  int append(EntryBatch entries, long lsn, long nowNanos) {
    synchronized (lock) {
      if (removed) {
        return -1;
      }
      Head current = head;
      long before = 0;
      if (current == null) {
        current = new Head(lsn, nowNanos);
        head = current;
      } else {
        before = current.memoryBytes();
      }
      int added = current.append(entries);
      memory.headGrew(current.memoryBytes() - before);
      highestTimestamp = Math.max(highestTimestamp, current.maxTimestamp());
      lastLsn = Math.max(lastLsn, lsn);
      lastAppendNanos = nowNanos;
      return added;
    }
  }

  /**
   * Compresses the open entries into blocks if they have at least {@code minLineBytes} of lines.
   * Entries can come and be read meanwhile.
   */
  public void seal(ChunkFormat format, long minLineBytes) {
    EntryBatch taken;
    synchronized (lock) {
      taken = head == null ? null : changed(head, one -> one.beginSeal(minLineBytes));
    }
    if (taken == null) {
      return;
    }
    List<SealedBlock> blocks = format.seal(taken);
    synchronized (lock) {
      // A flush may have taken the head, with the entries as they were.
      if (head != null) {
        changed(head, one -> one.endSeal(taken, blocks));
      }
    }
  }

  /** Keeps the account of memory right over a change. */
  private <T extends @Nullable Object> T changed(Head changing, Function<Head, T> change) {
    long before = changing.memoryBytes();
    T result = change.apply(changing);
    memory.headGrew(changing.memoryBytes() - before);
    return result;
  }

  /** What a flush has to know to choose. Null when there is nothing to flush. */
  public @Nullable Pending pending() {
    synchronized (lock) {
      Head current = head;
      if (current == null) {
        return null;
      }
      return new Pending(
          current.lineBytes(),
          current.memoryBytes(),
          current.createdNanos(),
          lastAppendNanos,
          current.maxTimestamp() - current.minTimestamp());
    }
  }

  /**
   * A head that could be flushed.
   *
   * @param createdNanos when its first entry came, on the clock of the caller
   * @param lastAppendNanos when the last one came
   * @param spanNanos between its oldest and its newest entry's time
   */
  public record Pending(
      long lineBytes, long memoryBytes, long createdNanos, long lastAppendNanos, long spanNanos) {}

  /**
   * Moves what is in the head to a frozen one, still seen by queries. Only inside of {@link
   * PushGate#freeze}.
   *
   * @param freeze number of this freeze in the {@link FreezeLog}
   * @return null when there is nothing
   */
  public @Nullable FrozenHead freeze(String packId, long freeze) {
    synchronized (lock) {
      Head current = head;
      if (current == null) {
        return null;
      }
      FrozenHead result =
          new FrozenHead(packId, current.entries(), current.firstLsn(), current.memoryBytes());
      frozen.add(result);
      head = null;
      lastFreeze = freeze;
      memory.headFroze(result.memoryBytes());
      return result;
    }
  }

  /** LSN of the last record that entries came from; with the gate closed all up to it are here. */
  public long lastLsn() {
    synchronized (lock) {
      return lastLsn;
    }
  }

  /** Notes that the store has the entries, so that the log needs them no more. */
  public FrozenHead markFlushed(FrozenHead flushed) {
    FrozenHead unneeded =
        new FrozenHead(flushed.packId(), flushed.entries(), Long.MAX_VALUE, flushed.memoryBytes());
    synchronized (lock) {
      frozen.replaceAll(one -> one.packId().equals(flushed.packId()) ? unneeded : one);
    }
    return unneeded;
  }

  /** Lets go of entries that the store has, and that its index has shown to readers. */
  public void release(FrozenHead flushed) {
    synchronized (lock) {
      if (frozen.removeIf(one -> one.packId().equals(flushed.packId()))) {
        memory.frozenReleased(flushed.memoryBytes());
      }
    }
  }

  /** LSN from which on the log is needed for this stream; Long.MAX_VALUE when it isn't. */
  public long firstNeededLsn() {
    synchronized (lock) {
      long first = head == null ? Long.MAX_VALUE : head.firstLsn();
      for (FrozenHead one : frozen) {
        first = Math.min(first, one.firstLsn());
      }
      return first;
    }
  }

  /** Whether entries that went to one of these packs are still here. */
  public boolean holdsAnyOf(Collection<String> packIds) {
    synchronized (lock) {
      for (FrozenHead one : frozen) {
        if (packIds.contains(one.packId())) {
          return true;
        }
      }
      return false;
    }
  }

  /** All that lies in memory, as it is now. */
  public Snapshot snapshot() {
    synchronized (lock) {
      HeldEntries recent = head == null ? HeldEntries.NONE : head.entries();
      return new Snapshot(labels, recent, List.copyOf(frozen), lastFreeze);
    }
  }

  /**
   * The entries of a stream in memory at one moment.
   *
   * @param recent what no flush has taken
   * @param lastFreeze any pack of this process begun after that freeze has {@code recent}'s
   *     entries, if it has this stream's at all
   */
  public record Snapshot(
      Labels labels, HeldEntries recent, List<FrozenHead> frozen, long lastFreeze) {}

  /** Marks the stream as gone if it is empty and had no entry since the given time. */
  boolean removeIfIdle(long emptySinceNanos) {
    synchronized (lock) {
      if (head != null || !frozen.isEmpty() || lastAppendNanos - emptySinceNanos > 0) {
        return false;
      }
      removed = true;
      return true;
    }
  }
}
