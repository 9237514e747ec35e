package io.millrace.service.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells whether a loop still turns. One thread beats, any may ask.
 *
 * <p>A loop beats once a turn and while it waits for something that it tries again; a loop that is
 * stuck in one step longer than its patience is not expected to come back by itself.
 */
public final class Heartbeat {
  private final String name;
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private volatile long lastNanos;

  /**
   * A loop that has just turned.
   *
   * @param patience the longest that one turn may take
   */
  public Heartbeat(String name, Duration patience) {
    this(name, patience, System::nanoTime);
  }

  Heartbeat(String name, Duration patience, LongSupplier nanoTime) {
    this.name = name;
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /** The loop turns. */
  public void beat() {
    lastNanos = nanoTime.getAsLong();
  }

  /** What is wrong, or empty: {@code flush has made no progress for 312 s}. */
  public Optional<String> stuck() {
    long silence = nanoTime.getAsLong() - lastNanos;
    return silence <= patienceNanos
        ? Optional.empty()
        : Optional.of(
            name + " has made no progress for " + Duration.ofNanos(silence).toSeconds() + " s");
  }
}
