package io.millrace.querier.pattern;

import java.util.Map;

/**
 * A pattern and how many lines had it.
 *
 * @param level of its lines
 * @param samples lines by the start of the step, in nanoseconds since 1970
 */
public record LinePattern(String pattern, String level, Map<Long, Integer> samples) {
  /** All lines that had it. */
  public long total() {
    return samples.values().stream().mapToLong(Integer::longValue).sum();
  }
}
