package io.millrace.store.index;

import java.util.List;

/**
 * A pack as the index knows it.
 *
 * @param bytes of the object
 * @param minTimestamp of its oldest entry, in nanoseconds since 1970; 0 without chunks
 * @param maxTimestamp of its newest entry, inclusive; 0 without chunks
 * @param erased the delete requests whose entries it does not have
 */
public record PackSummary(
    String id, long bytes, int chunks, long minTimestamp, long maxTimestamp, List<String> erased) {
  public PackSummary {
    erased = List.copyOf(erased);
  }
}
