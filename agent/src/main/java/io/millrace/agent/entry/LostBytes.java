package io.millrace.agent.entry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what is known to be lost, by reason. Safe for use by any thread. */
public final class LostBytes {
  /** The file was truncated before all of it was read, and there is no copy of it. */
  public static final String TRUNCATED_UNREAD = "truncated_unread";

  /** The file was deleted before all of it was acknowledged, and could not be held any longer. */
  public static final String DELETED_UNREAD = "deleted_unread";

  /** A compressed file could not be decompressed to its end. */
  public static final String DAMAGED = "damaged";

  /** Batches of the spool, compressed, that do not check. */
  public static final String SPOOL_DAMAGED = "spool_damaged";

  /** Batches, compressed, that the full spool has dropped because the config says so. */
  public static final String SPOOL_DROPPED = "spool_dropped";

  /** The server refuses the entries themselves. */
  public static final String REJECTED = "rejected_4xx";

  /** A batch was given up after {@code max_retries} or as rate limited, as the config says. */
  public static final String RETRIES_EXHAUSTED = "retries_exhausted";

  private final Counter counter;

  /** Registers the counter, with every reason at 0. */
  public LostBytes(PrometheusRegistry registry) {
    counter =
        Counter.builder()
            .name("millrace_agent_lost_bytes_total")
            .help("Bytes known to be lost.")
            .labelNames("reason")
            .register(registry);
    counter.initLabelValues(TRUNCATED_UNREAD);
    counter.initLabelValues(DELETED_UNREAD);
    counter.initLabelValues(DAMAGED);
    counter.initLabelValues(SPOOL_DAMAGED);
    counter.initLabelValues(SPOOL_DROPPED);
    counter.initLabelValues(REJECTED);
    counter.initLabelValues(RETRIES_EXHAUSTED);
  }

  /** Counts; less than one byte is nothing. */
  public void add(String reason, long bytes) {
    if (bytes > 0) {
      counter.labelValues(reason).inc(bytes);
    }
  }
}
