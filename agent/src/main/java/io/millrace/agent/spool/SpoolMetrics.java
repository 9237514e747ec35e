package io.millrace.agent.spool;

import io.millrace.agent.entry.LostBytes;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What all spools hold and count together. Safe for use by any thread. */
public final class SpoolMetrics {
  private final Counter batches;
  private final Counter errors;
  private final LostBytes lost;

  /** Registers the metrics. */
  public SpoolMetrics(PrometheusRegistry registry, SpoolSpace space, LostBytes lost) {
    this.lost = lost;
    batches =
        Counter.builder()
            .name("millrace_agent_spooled_batches_total")
            .help("Batches written to the spool.")
            .register(registry);
    errors =
        Counter.builder()
            .name("millrace_agent_spool_errors_total")
            .help("Failed writes to the spool; their batches stay in memory.")
            .register(registry);
    GaugeWithCallback.builder()
        .name("millrace_agent_spool_bytes")
        .help("Bytes of the spool on the disk.")
        .callback(gauge -> gauge.call((double) space.used()))
        .register(registry);
  }

  void written(int count) {
    batches.inc(count);
  }

  /** A write has failed. */
  public void failed() {
    errors.inc();
  }

  void damaged(long bytes) {
    lost.add(LostBytes.SPOOL_DAMAGED, bytes);
  }

  void dropped(long bytes) {
    lost.add(LostBytes.SPOOL_DROPPED, bytes);
  }
}
