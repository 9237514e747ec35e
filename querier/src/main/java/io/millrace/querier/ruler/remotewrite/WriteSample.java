package io.millrace.querier.ruler.remotewrite;

import java.util.Map;

/**
 * A value of a series at one time.
 *
 * @param labels {@code __name__} among them
 * @param timestampMillis since 1970
 */
public record WriteSample(Map<String, String> labels, double value, long timestampMillis) {
  /** Prometheus' value for "the series ends here", a NaN of its own. */
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  public WriteSample {
    labels = Map.copyOf(labels);
  }

  /** Says that a series has no further sample for now. */
  public static WriteSample stale(Map<String, String> labels, long timestampMillis) {
    return new WriteSample(labels, STALE, timestampMillis);
  }
}
