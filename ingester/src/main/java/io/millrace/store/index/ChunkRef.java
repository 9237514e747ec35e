package io.millrace.store.index;

/**
 * Where a chunk lies and what is in it.
 *
 * @param packId of the object that holds it
 * @param number of the chunk in the pack's directory, from 0
 * @param length in bytes
 * @param minTimestamp of its oldest entry, in nanoseconds since 1970
 * @param maxTimestamp of its newest entry, inclusive
 * @param lineBytes sum of the lengths of its lines
 */
public record ChunkRef(
    String packId,
    int number,
    int length,
    long minTimestamp,
    long maxTimestamp,
    int entries,
    long lineBytes) {

  /** True when an entry may lie in {@code [startNanos, endNanos)}. */
  public boolean overlaps(long startNanos, long endNanos) {
    return maxTimestamp >= startNanos && minTimestamp < endNanos;
  }
}
