package io.millrace.service.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of JVM and process, set up by the first scrape.
 *
 * <p>Setting them up starts the platform's management beans, which is a good part of a second of
 * CPU on a busy machine, and nobody asks for metrics before the process is ready.
 */
final class JvmCollector implements MultiCollector {
  private @Nullable PrometheusRegistry registry;

  @Override
  public synchronized MetricSnapshots collect() {
    PrometheusRegistry jvm = registry;
    if (jvm == null) {
      jvm = new PrometheusRegistry();
      JvmMetrics.builder().register(jvm);
      registry = jvm;
    }
    return jvm.scrape();
  }
}
