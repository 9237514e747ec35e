package io.millrace.ingester.wal;

import java.time.Duration;

/**
 * How the log is written.
 *
 * @param sync when a record counts as durable
 * @param syncInterval how often an {@link Sync#INTERVAL} log is synced
 * @param segmentBytes size at which the next segment begins
 * @param minFreeBytes free space below which records are refused, so that the disk never fills up
 *     entirely and the next start has room
 */
public record WalOptions(Sync sync, Duration syncInterval, long segmentBytes, long minFreeBytes) {
  /** When a record counts as durable. */
  public enum Sync {
    /** When it was synced to the device: it survives a power cut. */
    ALWAYS,
    /** When it was handed to the operating system: it survives a crash of the process only. */
    INTERVAL
  }

  public static final WalOptions DEFAULTS =
      new WalOptions(Sync.ALWAYS, Duration.ofSeconds(1), 64L << 20, 128L << 20);

  public WalOptions {
    if (segmentBytes < 1 << 12) {
      throw new IllegalArgumentException("segments of " + segmentBytes + " bytes");
    }
  }
}
