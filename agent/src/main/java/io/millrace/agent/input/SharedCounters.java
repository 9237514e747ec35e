package io.millrace.agent.input;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counters that all sources of a kind share. Safe for use by any thread. */
public final class SharedCounters {
  private final PrometheusRegistry registry;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  SharedCounters(PrometheusRegistry registry) {
    this.registry = registry;
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** The counter of that name; whoever asks first registers it. */
  public Counter counter(String name, String help, String... labelNames) {
    return counters.computeIfAbsent(
        name,
        _ -> Counter.builder().name(name).help(help).labelNames(labelNames).register(registry));
  }
}
