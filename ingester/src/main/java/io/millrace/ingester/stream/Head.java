package io.millrace.ingester.stream;

import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a stream that no flush has taken: blocks that were sealed, at most one batch that
 * is being sealed, and open entries. Guarded by the stream's lock.
 */
final class Head {
  /** Late entries mostly come within what this part of the open entries spans. */
  private static final int LATE_SHARE = 4;

  /** Enough for a block, however short the lines are. */
  private static final int MANY_ENTRIES = 1 << 16;

  private final long firstLsn;
  private final long createdNanos;
  private final List<SealedBlock> sealed = new ArrayList<>();
  private OpenEntries open = new OpenEntries();

  /** What left {@link #open} and is not in {@link #sealed} yet. */
  private @Nullable EntryBatch sealing;

  private long sealingBytes;
  private long sealedHeapBytes;
  private long closedLineBytes;
  private long minTimestamp = Long.MAX_VALUE;
  private long maxTimestamp = Long.MIN_VALUE;

  /**
   * An empty head.
   *
   * @param firstLsn of the record that the first entry comes from
   * @param createdNanos on the clock that ages are measured with
   */
  Head(long firstLsn, long createdNanos) {
    this.firstLsn = firstLsn;
    this.createdNanos = createdNanos;
  }

  long firstLsn() {
    return firstLsn;
  }

  long createdNanos() {
    return createdNanos;
  }

  /** Bytes of all lines. */
  long lineBytes() {
    return closedLineBytes + open.lineBytes();
  }

  long minTimestamp() {
    return minTimestamp;
  }

  long maxTimestamp() {
    return maxTimestamp;
  }

  /** About what the head takes of the heap. */
  long memoryBytes() {
    return open.memoryBytes() + sealingBytes + sealedHeapBytes;
  }

  /** Takes the entries; returns how many were new. */
  int append(EntryBatch batch) {
    int added = open.append(batch);
    minTimestamp = Math.min(minTimestamp, open.minTimestamp());
    maxTimestamp = Math.max(maxTimestamp, open.maxTimestamp());
    return added;
  }

  /**
   * The open entries for a block, if there are enough and no others are being sealed. They stay
   * visible until {@link #endSeal}. Of a stream whose entries come out of order the newest stay
   * open, so that those which are a little late do not make blocks overlap.
   */
  @Nullable EntryBatch beginSeal(long minLineBytes) {
    boolean enough = open.lineBytes() >= minLineBytes || open.size() >= MANY_ENTRIES;
    if (sealing != null || open.size() == 0 || !enough) {
      return null;
    }
    EntryBatch all = open.entries();
    int count = open.inOrder() ? all.size() : all.size() - all.size() / LATE_SHARE;
    EntryBatch taken = all.slice(0, count);
    sealingBytes = open.memoryBytes();
    closedLineBytes += open.lineBytes();
    open = new OpenEntries();
    if (count < all.size()) {
      open.append(all.slice(count, all.size()));
      closedLineBytes -= open.lineBytes();
    }
    sealing = taken;
    return taken;
  }

  /** Replaces the batch by its blocks; false when this head did not begin to seal that batch. */
  boolean endSeal(EntryBatch batch, List<SealedBlock> blocks) {
    if (sealing != batch) {
      return false;
    }
    sealing = null;
    sealingBytes = 0;
    for (SealedBlock block : blocks) {
      sealed.add(block);
      sealedHeapBytes += block.heapBytes();
    }
    return true;
  }

  /** What the head holds now; later entries do not show in it. */
  HeldEntries entries() {
    List<EntryBatch> batches = new ArrayList<>(2);
    if (sealing != null) {
      batches.add(sealing);
    }
    if (open.size() > 0) {
      batches.add(open.entries());
    }
    return new HeldEntries(List.copyOf(sealed), List.copyOf(batches));
  }
}
