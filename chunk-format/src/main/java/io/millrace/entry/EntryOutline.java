package io.millrace.entry;

/**
 * What counting needs of a run of entries.
 *
 * @param timestamps nanoseconds since 1970, in ascending order; not to be changed
 * @param lineSizes bytes of each line; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record EntryOutline(long[] timestamps, int[] lineSizes) {
  public static EntryOutline of(EntryBatch entries) {
    long[] timestamps = new long[entries.size()];
    int[] lineSizes = new int[entries.size()];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = entries.timestamp(i);
      lineSizes[i] = entries.lineEnd(i) - entries.lineStart(i);
    }
    return new EntryOutline(timestamps, lineSizes);
  }
}
