package io.millrace.ingester.wal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log that pushes are written to before they are acknowledged.
 *
 * <p>One thread writes. It takes all records that wait, writes them in one go and syncs once, so
 * that the cost of a sync is shared by as many pushes as came in during the one before. Safe for
 * use by any number of threads.
 */
public final class WriteAheadLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

  /** Bounds the memory of one write; a single record may be larger. */
  private static final int GROUP_BYTES = 8 << 20;

  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final SegmentWriter writer;
  private final WalOptions options;
  private final Thread thread;
  private volatile boolean closed;

  private record Pending(WalPayload payload, CompletableFuture<Long> lsn) {}

  /**
   * Goes on behind what a replay has found. No file is made before the first record.
   *
   * @param firstLsn of the next record; above all that the log or the store knows
   */
  public WriteAheadLog(
      LogDirectory directory, WalOptions options, ReplayReport replayed, long firstLsn) {
    if (firstLsn <= replayed.lastLsn()) {
      throw new IllegalArgumentException(
          "LSN " + firstLsn + " is used up, the log ends with " + replayed.lastLsn());
    }
    this.options = options;
    this.writer = new SegmentWriter(directory, options, replayed.segments(), firstLsn);
    this.thread = Thread.ofPlatform().name("wal").start(this::run);
  }

  /**
   * Writes a record and waits until it is durable.
   *
   * @param payload the content is {@code payload[0 .. length)}
   * @return the record's LSN
   * @throws WalUnavailableException when the record is not durable and must not be acknowledged
   */
  public long append(byte[] payload, int length)
      throws WalUnavailableException, InterruptedException {
    Pending pending = new Pending(WalPayload.of(payload, length), new CompletableFuture<>());
    queue.add(pending);
    if (closed) {
      // The writing thread may have looked at the queue for the last time before this record came.
      refuseQueued();
    }
    try {
      return pending.lsn().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof WalUnavailableException refusal
          ? refusal
          : new WalUnavailableException("the write-ahead log can't be written: " + cause, e);
    }
  }

  /** Deletes the segments that hold no record from {@code lsn} on. */
  public void truncateBefore(long lsn) throws IOException {
    writer.truncateBefore(lsn);
  }

  /** LSN of the oldest record that the log still has; that of the next one when it is empty. */
  public long firstLsn() {
    return writer.firstLsn();
  }

  /** LSN that the next record will have, if it can be written. */
  public long nextLsn() {
    return writer.nextLsn();
  }

  public WalStats stats() {
    return writer.stats();
  }

  private void run() {
    List<Pending> group = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        Pending first = queue.poll(options.syncInterval().toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          writer.syncIfDirty();
          continue;
        }
        collect(first, group);
        commit(group);
      } catch (IOException e) {
        LOG.error("the write-ahead log could not be synced; its segment is given up", e);
      } catch (InterruptedException _) {
        // Nobody interrupts this thread on purpose, and inside a write it would close the file.
        LOG.warn("ignored an interrupt of the thread that writes the write-ahead log");
      } finally {
        group.clear();
      }
    }
    refuseQueued();
  }

  private void collect(Pending first, List<Pending> group) {
    group.add(first);
    int bytes = first.payload().storedBytes();
    while (bytes < GROUP_BYTES) {
      Pending next = queue.poll();
      if (next == null) {
        return;
      }
      group.add(next);
      bytes += next.payload().storedBytes();
    }
  }

  private void commit(List<Pending> group) {
    long firstOfGroup;
    try {
      firstOfGroup = writer.write(group.stream().map(Pending::payload).toList());
    } catch (IOException | WalUnavailableException e) {
      LOG.error("{} records could not be written: {}", group.size(), e.getMessage());
      group.forEach(pending -> pending.lsn().completeExceptionally(e));
      return;
    }
    for (int i = 0; i < group.size(); i++) {
      group.get(i).lsn().complete(firstOfGroup + i);
    }
  }

  private void refuseQueued() {
    for (Pending left = queue.poll(); left != null; left = queue.poll()) {
      left.lsn()
          .completeExceptionally(new WalUnavailableException("the write-ahead log is closed"));
    }
  }

  /** Writes what waits, syncs, and ends. */
  @Override
  public void close() throws IOException {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    writer.close();
  }
}
