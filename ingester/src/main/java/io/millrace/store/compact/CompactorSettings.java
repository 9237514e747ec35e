package io.millrace.store.compact;

import java.time.Duration;

/**
 * How packs are compacted.
 *
 * @param interval between two rounds
 * @param deleteDelay how long packs that were replaced stay, for queries that still read them
 * @param cancelPeriod how long a delete request can be cancelled; its entries are hidden meanwhile
 * @param packBytes size that packs are merged up to. A merge holds about three times as much in
 *     memory
 * @param chunkLineBytes bytes of lines that chunks of one stream are merged up to
 */
public record CompactorSettings(
    Duration interval,
    Duration deleteDelay,
    Duration cancelPeriod,
    long packBytes,
    long chunkLineBytes) {
  private static final long MIB = 1 << 20;

  /** Loki's times; packs of up to 64 MiB, or less where the heap is small. */
  public static CompactorSettings defaults() {
    return new CompactorSettings(
        Duration.ofMinutes(10),
        Duration.ofHours(2),
        Duration.ofHours(24),
        Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 16),
        8 * MIB);
  }
}
