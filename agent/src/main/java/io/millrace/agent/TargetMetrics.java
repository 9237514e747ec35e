package io.millrace.agent;

import io.millrace.agent.discovery.DiscoveryLoop;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** What was found to be read and what not, with Promtail's names. Safe for use by any thread. */
record TargetMetrics(DiscoveryLoop discovery) {
  /** Why a target may not be read; each is shown before it happens. */
  private static final List<String> REASONS =
      List.of("dropped", "wrong_host", "no_path", "exists", "error");

  void register(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("promtail_targets_active_total")
        .help("Targets whose files are read.")
        .callback(gauge -> gauge.call(discovery.targets().size()))
        .register(registry);
    CounterWithCallback.builder()
        .name("promtail_targets_failed_total")
        .help("Targets that were found not to be read.")
        .labelNames("reason")
        .callback(
            counter ->
                REASONS.forEach(
                    reason -> counter.call(discovery.failures().getOrDefault(reason, 0L), reason)))
        .register(registry);
  }
}
