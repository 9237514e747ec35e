package io.millrace.agent;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.position.PositionStore;
import io.millrace.agent.tail.Tailer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down regularly what was acknowledged. */
final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private final Tailer tailer;
  private final PositionStore store;
  private final Duration period;
  private final AgentClock clock;
  private final Counter errors;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private boolean hasFailed;

  Checkpoints(
      Tailer tailer,
      PositionStore store,
      Duration period,
      PrometheusRegistry registry,
      AgentClock clock) {
    this.tailer = tailer;
    this.store = store;
    this.period = period;
    this.clock = clock;
    this.errors =
        Counter.builder()
            .name("millrace_agent_position_write_errors_total")
            .help("Failed writes of the positions; the previous ones stay in force.")
            .register(registry);
    this.thread = Thread.ofPlatform().name("positions").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Stops, and writes a last time. */
  void stop() throws InterruptedException {
    // Not by interrupt: that would close the files whose bytes are just being marked.
    stopped.countDown();
    thread.join();
    write();
  }

  private void run() {
    try {
      while (!stopped.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        write();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      tailer.store();
      store.save(clock.epochMillis());
      hasFailed = false;
    } catch (IOException e) {
      errors.inc();
      if (!hasFailed) {
        hasFailed = true;
        log.atError().setCause(e).log("positions not written, the previous ones stay in force");
      }
    }
  }
}
