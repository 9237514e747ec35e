package io.millrace.store.follow;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How well an index follows its store. */
final class FollowMetrics {
  private final Counter adopted;
  private final Counter failures;
  private final Gauge lastSuccess;

  FollowMetrics(PrometheusRegistry registry) {
    adopted =
        Counter.builder()
            .name("millrace_store_follow_packs_total")
            .help("Packs of other processes that were taken into the index.")
            .register(registry);
    failures =
        Counter.builder()
            .name("millrace_store_follow_failures_total")
            .help("Looks at the store that failed.")
            .register(registry);
    lastSuccess =
        Gauge.builder()
            .name("millrace_store_follow_last_success_timestamp_seconds")
            .help("Unix time of the last look at the store that succeeded.")
            .register(registry);
  }

  void adopted(int packs) {
    adopted.inc(packs);
  }

  void failed() {
    failures.inc();
  }

  void succeeded(long unixSeconds) {
    lastSuccess.set((double) unixSeconds);
  }
}
