package io.millrace.store.index;

import java.util.List;

/**
 * A pack as the index knows it.
 *
 * @param bytes of the object
 * @param minTimestamp of its oldest entry, in nanoseconds since 1970; 0 without chunks
 * @param maxTimestamp of its newest entry, inclusive; 0 without chunks
 * @param erased the delete requests whose entries it does not have
 * @param compacted whether a compaction wrote it, and not a flush or an import
 */
public record PackSummary(
    String id,
    long bytes,
    int chunks,
    long minTimestamp,
    long maxTimestamp,
    List<String> erased,
    boolean compacted) {
  public PackSummary {
    erased = List.copyOf(erased);
  }
}
