package io.millrace.store.compact;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How packs are compacted.
 *
 * @param workDirectory where a new pack lies until it is in the store; no other process uses it
 * @param interval between two rounds
 * @param rewriteAfter age from which on a pack that no compaction wrote is written again, without
 *     waiting for the interval
 * @param deleteDelay how long packs that were replaced stay, for queries that still read them
 * @param cancelPeriod how long a delete request can be cancelled; its entries are hidden meanwhile
 * @param packBytes size that packs are merged up to, which a merge holds in memory. Of a larger
 *     pack it holds a few megabytes
 * @param chunkLineBytes bytes of lines that chunks of one stream are merged up to
 */
public record CompactorSettings(
    Path workDirectory,
    Duration interval,
    Duration rewriteAfter,
    Duration deleteDelay,
    Duration cancelPeriod,
    long packBytes,
    long chunkLineBytes) {
  private static final long MIB = 1 << 20;

  /** Loki's times; packs of up to 64 MiB, or less where the heap is small. */
  public static CompactorSettings defaults(Path workDirectory) {
    return new CompactorSettings(
        workDirectory,
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofHours(2),
        Duration.ofHours(24),
        Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 16),
        8 * MIB);
  }
}
