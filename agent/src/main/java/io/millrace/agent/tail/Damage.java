package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The attempts to read a compressed file that fails to decompress. It may still be written; when it
 * does not change any more and fails again and again, it is damaged for good. Not for concurrent
 * use.
 */
final class Damage {
  /** With waits that double from a second on this is half a minute. */
  private static final int ATTEMPTS = 6;

  private final long firstWaitNanos;
  private long size = -1;
  private long modifiedMillis;
  private int attempts;
  private long nextNanos;

  Damage(Duration firstWait) {
    this.firstWaitNanos = firstWait.toNanos();
  }

  /** Notes a failed attempt; whether there is no use in another one. */
  boolean isForGood(Generation of, long nowNanos) throws IOException {
    long bytes = of.content.diskBytes();
    long modified = modifiedMillis(of);
    if (bytes != size || modified != modifiedMillis) {
      size = bytes;
      modifiedMillis = modified;
      attempts = 0;
    }
    nextNanos = nowNanos + (firstWaitNanos << attempts);
    attempts++;
    return attempts >= ATTEMPTS;
  }

  private static long modifiedMillis(Generation of) {
    try {
      FileStat stat = FileStat.of(Path.of(of.path));
      return stat.key().equals(of.key) ? stat.modifiedMillis() : 0;
    } catch (IOException ignored) {
      // Deleted: only who has it open could still write to it, and that shows in its size.
      return 0;
    }
  }

  /** When to try again, in nanoseconds of the clock. */
  long nextNanos() {
    return nextNanos;
  }
}
