package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.logql.stage.BatchFilter;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Finds the entries of a batch that are worth a look. */
final class EntryScan {
  private EntryScan() {}

  /** Index of the first entry at or after a time. */
  static int firstAtOrAfter(EntryBatch batch, long timeNanos) {
    int low = 0;
    int high = batch.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (batch.timestamp(middle) < timeNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The entries {@code from..to} that may pass the filter, found by one search through all their
   * bytes; null when such a search says nothing.
   */
  static @Nullable BitSet candidates(EntryBatch batch, int from, int to, BatchFilter filter) {
    if (!filter.canSearch() || from >= to || !isInOrder(batch, from, to)) {
      return null;
    }
    BitSet found = new BitSet();
    byte[] bytes = batch.lineBytes();
    // A column without a hit is never split into its lines.
    boolean ascending = batch.linesAscend();
    int at = ascending && from == 0 ? batch.columnStart() : batch.lineStart(from);
    int end = ascending && to == batch.size() ? batch.columnEnd() : batch.lineEnd(to - 1);
    int entry = from;
    while (at < end) {
      int hit = filter.next(bytes, at, end);
      if (hit < 0) {
        break;
      }
      entry = entryAt(batch, entry, to, hit);
      found.set(entry);
      // A hit may lie across two lines; the stages look again anyway.
      at = Math.max(hit + 1, entry + 1 < to ? batch.lineStart(entry + 1) : end);
    }
    return found;
  }

  private static boolean isInOrder(EntryBatch batch, int from, int to) {
    if (batch.linesAscend()) {
      return true;
    }
    for (int i = from + 1; i < to; i++) {
      if (batch.lineStart(i) < batch.lineEnd(i - 1)) {
        return false;
      }
    }
    return true;
  }

  /** The last entry from {@code from} that begins at or before an offset. */
  private static int entryAt(EntryBatch batch, int from, int to, int offset) {
    int low = from;
    int high = to;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (batch.lineStart(middle) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
