package io.millrace.service.metrics;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Makes the registry of a process. */
public final class ProcessRegistry {
  private ProcessRegistry() {}

  /**
   * A registry with {@code jvm_*}, {@code process_cpu_seconds_total}, {@code
   * process_resident_memory_bytes} and their kin, and the build's version.
   *
   * @param prefix of the build metric: {@code loki} gives {@code loki_build_info}
   */
  public static PrometheusRegistry create(String prefix, String version, String revision) {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(new JvmCollector());
    Info.builder()
        .name(prefix + "_build_info")
        .help("The version that runs; the value is always 1.")
        .labelNames("version", "revision")
        .register(registry)
        .setLabelValues(version, revision);
    return registry;
  }
}
