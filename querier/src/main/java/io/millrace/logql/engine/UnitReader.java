package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.logql.stage.BatchFilter;
import io.millrace.store.StoredBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the entries of a unit. */
final class UnitReader {
  private UnitReader() {}

  /**
   * The entries of a unit in ascending order of time, each once. A block that can't be read costs
   * its entries, and the answer carries a warning.
   */
  static EntryBatch read(ScanUnit unit, BatchFilter filter, QueryContext context) {
    List<EntryBatch> batches = new ArrayList<>();
    for (StoredBlock block : unit.blocks()) {
      if (!filter.mayPass(block::mayContain)) {
        context.skipped();
        continue;
      }
      context.reading(block.storedBytes(), block.lineBytes(), block.entries());
      try {
        batches.add(block.read());
      } catch (IOException e) {
        context.warn("some entries of stream " + unit.stream() + " are missing: " + e.getMessage());
      }
    }
    return switch (batches.size()) {
      case 0 -> EntryBatch.empty();
      case 1 -> batches.getFirst();
      default -> merge(batches);
    };
  }

  /** The times of a block's entries; none, and a warning, when it can't be read. */
  static long[] times(ScanUnit unit, StoredBlock block, QueryContext context) {
    context.reading(0, 0, block.entries());
    try {
      return block.timestamps();
    } catch (IOException e) {
      context.warn("some entries of stream " + unit.stream() + " are missing: " + e.getMessage());
      return new long[0];
    }
  }

  private static EntryBatch merge(List<EntryBatch> batches) {
    EntryBatch.Builder merged = new EntryBatch.Builder();
    int[] at = new int[batches.size()];
    // Entries of the time at hand, to find those that were sent twice.
    List<long[]> sameTime = new ArrayList<>();
    long time = Long.MIN_VALUE;
    while (true) {
      int next = -1;
      for (int i = 0; i < at.length; i++) {
        if (at[i] < batches.get(i).size()
            && (next < 0
                || batches.get(i).timestamp(at[i]) < batches.get(next).timestamp(at[next]))) {
          next = i;
        }
      }
      if (next < 0) {
        return merged.build();
      }
      EntryBatch batch = batches.get(next);
      int entry = at[next]++;
      if (batch.timestamp(entry) != time) {
        time = batch.timestamp(entry);
        sameTime.clear();
      }
      if (!isKnown(batches, sameTime, next, entry)) {
        sameTime.add(new long[] {next, entry});
        int start = batch.lineStart(entry);
        merged.add(
            time, batch.lineBytes(), start, batch.lineEnd(entry) - start, batch.metadata(entry));
      }
    }
  }

  private static boolean isKnown(
      List<EntryBatch> batches, List<long[]> sameTime, int batchIndex, int entry) {
    EntryBatch batch = batches.get(batchIndex);
    for (long[] known : sameTime) {
      if (known[0] == batchIndex) {
        continue;
      }
      EntryBatch other = batches.get((int) known[0]);
      int otherEntry = (int) known[1];
      if (Arrays.equals(
              batch.lineBytes(),
              batch.lineStart(entry),
              batch.lineEnd(entry),
              other.lineBytes(),
              other.lineStart(otherEntry),
              other.lineEnd(otherEntry))
          && batch.metadata(entry).equals(other.metadata(otherEntry))) {
        return true;
      }
    }
    return false;
  }
}
