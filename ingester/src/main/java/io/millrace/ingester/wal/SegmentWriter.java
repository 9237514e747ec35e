package io.millrace.ingester.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of records into segments and deletes segments that are no longer needed. One thread
 * writes; the other methods may be called by any.
 */
final class SegmentWriter {
  private static final long SPACE_CHECK_NANOS = 1_000_000_000L;

  private final LogDirectory directory;
  private final WalOptions options;
  private final SecureRandom random = new SecureRandom();

  /** Guards {@link #finished} and the counters; never held over a write or a sync. */
  private final Object lock = new Object();

  private final Deque<ReplayReport.Segment> finished;

  private long nextLsn;
  private long nextNumber;

  /** Whether LSNs were skipped since the last segment. */
  private boolean gapBefore;

  private @Nullable Open open;
  private ByteBuffer buffer = allocate(1 << 20);
  private long spaceCheckedNanos = Long.MIN_VALUE;

  private long records;
  private long bytes;
  private long syncs;
  private long failures;

  /** The segment that is being written. */
  private static final class Open {
    final String name;
    final LogFile file;
    final SegmentFormat.Header header;
    long size;
    long lastSyncNanos;
    boolean dirty;

    Open(String name, LogFile file, SegmentFormat.Header header) {
      this.name = name;
      this.file = file;
      this.header = header;
      this.lastSyncNanos = System.nanoTime();
    }
  }

  SegmentWriter(
      LogDirectory directory,
      WalOptions options,
      List<ReplayReport.Segment> existing,
      long firstLsn) {
    this.directory = directory;
    this.options = options;
    this.finished = new ArrayDeque<>(existing);
    this.nextLsn = firstLsn;
    this.gapBefore = !existing.isEmpty() && firstLsn > existing.getLast().lastLsn() + 1;
    this.nextNumber = existing.isEmpty() ? 1 : existing.getLast().number() + 1;
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes the group and makes it durable as the options ask.
   *
   * @return the LSN of the first record; the others follow
   */
  long write(List<WalPayload> group) throws IOException, WalUnavailableException {
    try {
      requireSpace();
      Open segment = segment();
      fill(segment, group);
      segment.file.append(buffer);
      segment.dirty = true;
      if (options.sync() == WalOptions.Sync.ALWAYS
          || System.nanoTime() - segment.lastSyncNanos > options.syncInterval().toNanos()) {
        sync(segment);
      }
      long first = nextLsn;
      synchronized (lock) {
        nextLsn += group.size();
        segment.size += buffer.position();
        records += group.size();
        bytes += buffer.position();
      }
      return first;
    } catch (IOException | WalUnavailableException e) {
      synchronized (lock) {
        failures++;
      }
      if (e instanceof IOException) {
        abandon(e);
      }
      throw e;
    }
  }

  void syncIfDirty() throws IOException {
    Open segment = open;
    if (segment != null && segment.dirty) {
      try {
        sync(segment);
      } catch (IOException e) {
        abandon(e);
        throw e;
      }
    }
  }

  private void sync(Open segment) throws IOException {
    segment.file.force();
    segment.dirty = false;
    segment.lastSyncNanos = System.nanoTime();
    synchronized (lock) {
      syncs++;
    }
  }

  private void fill(Open segment, List<WalPayload> group) {
    int needed = 0;
    for (WalPayload payload : group) {
      needed = Math.addExact(needed, SegmentFormat.recordBytes(payload.storedBytes()));
    }
    if (buffer.capacity() < needed) {
      buffer = allocate(needed);
    }
    buffer.clear();
    long lsn = nextLsn;
    for (WalPayload payload : group) {
      SegmentFormat.putRecord(buffer, segment.header.salt(), lsn++, payload);
    }
    buffer.flip();
  }

  /** Refuses before the disk is full, so that a start and the store still have room. */
  private void requireSpace() throws IOException, WalUnavailableException {
    long now = System.nanoTime();
    if (spaceCheckedNanos != Long.MIN_VALUE && now - spaceCheckedNanos < SPACE_CHECK_NANOS) {
      return;
    }
    long usable = directory.usableBytes();
    if (usable < options.minFreeBytes()) {
      throw new WalUnavailableException(
          "the disk of the write-ahead log has "
              + usable
              + " bytes left, fewer than wal.min_free_bytes ("
              + options.minFreeBytes()
              + "); free some space");
    }
    spaceCheckedNanos = now;
  }

  private Open segment() throws IOException {
    Open current = open;
    if (current != null && current.size < options.segmentBytes()) {
      return current;
    }
    if (current != null) {
      finish(current);
    }
    long number = nextNumber++;
    String name = SegmentFormat.fileName(number);
    SegmentFormat.Header header =
        new SegmentFormat.Header(number, nextLsn, random.nextLong(), gapBefore);
    Open next = new Open(name, directory.create(name), header);
    open = next;
    gapBefore = false;
    ByteBuffer encoded = SegmentFormat.encode(header);
    next.size = encoded.remaining();
    next.file.append(encoded);
    return next;
  }

  private void finish(Open segment) throws IOException {
    if (segment.dirty) {
      sync(segment);
    }
    segment.file.close();
    open = null;
    remember(segment);
  }

  private void remember(Open segment) {
    synchronized (lock) {
      finished.add(
          new ReplayReport.Segment(
              segment.name, segment.header.number(), segment.header.firstLsn(), nextLsn - 1));
    }
  }

  /**
   * What a failed write or sync has left on the device is not known: the file is not used again.
   */
  private void abandon(Exception cause) {
    Open segment = open;
    if (segment == null) {
      return;
    }
    open = null;
    remember(segment);
    try {
      segment.file.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  void truncateBefore(long lsn) throws IOException {
    while (true) {
      ReplayReport.Segment oldest;
      synchronized (lock) {
        oldest = finished.peek();
        if (oldest == null || oldest.lastLsn() >= lsn) {
          return;
        }
        finished.remove();
      }
      directory.delete(oldest.fileName());
    }
  }

  long firstLsn() {
    synchronized (lock) {
      ReplayReport.Segment oldest = finished.peek();
      if (oldest != null) {
        return oldest.firstLsn();
      }
      Open current = open;
      return current == null ? nextLsn : current.header.firstLsn();
    }
  }

  long nextLsn() {
    synchronized (lock) {
      return nextLsn;
    }
  }

  WalStats stats() {
    synchronized (lock) {
      return new WalStats(
          records, bytes, syncs, failures, finished.size() + (open == null ? 0 : 1));
    }
  }

  void close() throws IOException {
    Open current = open;
    if (current != null) {
      finish(current);
    }
  }
}
