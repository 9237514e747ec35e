package io.millrace.ingester.flush;

import java.time.Duration;

/**
 * When streams are flushed.
 *
 * @param checkPeriod how often streams are looked at
 * @param idlePeriod a stream without a new entry for this long is flushed
 * @param maxAge a stream's entries are flushed at this age, and no chunk spans more time
 * @param retainPeriod for how long flushed entries stay in memory
 * @param chunkLineBytes a chunk has about this many bytes of lines; a stream with more is full
 * @param packLineBytes full streams are flushed when together they have this many
 * @param memoryBytes heap that unflushed entries may take before the largest streams are flushed
 */
public record FlushOptions(
    Duration checkPeriod,
    Duration idlePeriod,
    Duration maxAge,
    Duration retainPeriod,
    long chunkLineBytes,
    long packLineBytes,
    long memoryBytes) {
  private static final long MIB = 1L << 20;

  /** Loki's periods; memory is a quarter of the heap. */
  public static FlushOptions defaults() {
    return new FlushOptions(
        Duration.ofSeconds(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2),
        Duration.ZERO,
        8 * MIB,
        32 * MIB,
        Runtime.getRuntime().maxMemory() / 4);
  }
}
