package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Kills agents one after the other while logs are written; a last one delivers the rest. */
final class KillRounds {
  /** How long an agent may take to get to where it can be killed, and the last one to be done. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofMillis(25);

  private KillRounds() {}

  /** Writes a few lines to each log, and rotates some. */
  interface Writing {
    void write() throws IOException;
  }

  /** Starts the agent of a run and kills it. */
  interface Killing {
    void runAndKill(int run) throws Exception;
  }

  /** Starts the last agent, which is let be. */
  interface Last {
    MillraceProcess start() throws IOException;
  }

  static void run(
      int kills,
      List<RotatingLog> logs,
      SequenceSink sink,
      Writing writing,
      Killing killing,
      Last last)
      throws Exception {
    try (ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> written =
          writer.scheduleAtFixedRate(
              () -> write(writing), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      for (int run = 0; run < kills; run++) {
        killing.runAndKill(run);
        assertThat(sink.problems()).isEmpty();
        assertThat(written).as("the writer").isNotDone();
      }
      written.cancel(false);
      writer.shutdown();
      assertThat(writer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      try (MillraceProcess agent = last.start()) {
        for (RotatingLog log : logs) {
          await(log.name())
              .atMost(PATIENCE)
              .untilAsserted(() -> assertThat(sink.received(log.name())).isEqualTo(log.written()));
        }
        assertThat(agent.terminate()).isZero();
      }
      assertThat(sink.problems()).isEmpty();
    }
  }

  private static void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
