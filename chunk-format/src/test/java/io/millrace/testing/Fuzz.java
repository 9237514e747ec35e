package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.FormatException;
import java.io.IOException;
import java.util.Random;

/**
 * Feeds damaged bytes to a reader. {@code -Dmillrace.fuzz.executions=N} sets how often (default
 * 20,000), {@code -Dmillrace.fuzz.seed=S} where the random numbers begin (default 1).
 */
public final class Fuzz {
  private Fuzz() {}

  /** Reads bytes that may be damaged. */
  @FunctionalInterface
  public interface Target {
    /** May fail with a {@link FormatException} and with nothing else. */
    void read(byte[] damaged, Random random) throws IOException;
  }

  /** Runs the target over damaged copies of the bytes. */
  public static void run(byte[] intact, Target target) throws IOException {
    long executions = Long.getLong("millrace.fuzz.executions", 20_000);
    long seed = Long.getLong("millrace.fuzz.seed", 1);
    for (long i = 0; i < executions; i++) {
      // A seed for each execution, so that a finding can be run again alone.
      Random random = new Random(seed + i);
      byte[] damaged = Damage.apply(intact, random);
      try {
        target.read(damaged, random);
      } catch (FormatException e) {
        assertThat(e.getMessage()).contains("at offset");
      } catch (RuntimeException | AssertionError | OutOfMemoryError e) {
        throw new AssertionError("with seed " + (seed + i), e);
      }
    }
  }
}
