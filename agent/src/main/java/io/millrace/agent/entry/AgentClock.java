package io.millrace.agent.entry;

import java.time.Instant;

/** Time, to be replaced in tests. Safe for use by any thread. */
public interface AgentClock {
  /** The machine's clocks. */
  AgentClock SYSTEM =
      new AgentClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochNanos() {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }
      };

  /** Nanoseconds that never jump, from an arbitrary start. */
  long nanoTime();

  /** Nanoseconds since 1970. */
  long epochNanos();

  /** Milliseconds since 1970. */
  default long epochMillis() {
    return epochNanos() / 1_000_000;
  }
}
