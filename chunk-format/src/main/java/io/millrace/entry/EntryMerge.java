package io.millrace.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Merges batches of one stream that overlap in time. */
public final class EntryMerge {
  private final List<EntryBatch> batches;
  private final int[] at;
  private final EntryBatch.Builder merged = new EntryBatch.Builder();

  /** Batch and index of the entries of the time at hand, to find those that were sent twice. */
  private final List<int[]> sameTime = new ArrayList<>();

  private long time = Long.MIN_VALUE;

  private EntryMerge(List<EntryBatch> batches) {
    this.batches = batches;
    this.at = new int[batches.size()];
  }

  /**
   * The entries of all batches in ascending order of time; those of equal time in the order of the
   * batches. Of entries that are equal in time, line and metadata and lie in different batches the
   * first one stays.
   *
   * @param batches each in ascending order of time
   */
  public static EntryBatch of(List<EntryBatch> batches) {
    return switch (batches.size()) {
      case 0 -> EntryBatch.empty();
      case 1 -> batches.getFirst();
      default -> new EntryMerge(batches).run();
    };
  }

  private EntryBatch run() {
    for (int next = oldest(); next >= 0; next = oldest()) {
      EntryBatch batch = batches.get(next);
      int entry = at[next]++;
      if (batch.timestamp(entry) != time) {
        time = batch.timestamp(entry);
        sameTime.clear();
      }
      if (!isKnown(next, entry)) {
        sameTime.add(new int[] {next, entry});
        int start = batch.lineStart(entry);
        merged.add(
            time, batch.lineBytes(), start, batch.lineEnd(entry) - start, batch.metadata(entry));
      }
    }
    return merged.build();
  }

  /** The batch that has the next entry, or -1 when all are at their end. */
  private int oldest() {
    int next = -1;
    for (int i = 0; i < at.length; i++) {
      if (at[i] < batches.get(i).size()
          && (next < 0
              || batches.get(i).timestamp(at[i]) < batches.get(next).timestamp(at[next]))) {
        next = i;
      }
    }
    return next;
  }

  private boolean isKnown(int batchIndex, int entry) {
    EntryBatch batch = batches.get(batchIndex);
    for (int[] known : sameTime) {
      EntryBatch other = batches.get(known[0]);
      int otherEntry = known[1];
      if (known[0] != batchIndex
          && Arrays.equals(
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
