package io.millrace.ingester.enrich;

import io.millrace.labels.Labels;
import java.util.List;

/**
 * Gives a stream the label {@code service_name}, from the first label of a configured list that it
 * has, as Loki's {@code discover_service_name} does.
 */
public final class ServiceNameDiscovery {
  public static final String LABEL = "service_name";
  public static final String UNKNOWN = "unknown_service";

  /** Loki's default list, in order of preference. */
  public static final List<String> DEFAULT_SOURCES =
      List.of(
          "service",
          "app",
          "application",
          "app_name",
          "name",
          "app_kubernetes_io_name",
          "container",
          "container_name",
          "k8s_container_name",
          "component",
          "workload",
          "job",
          "k8s_job_name");

  private final List<String> sources;

  /**
   * Discovers from the given labels.
   *
   * @param sources label names, the preferred one first; empty switches the discovery off
   */
  public ServiceNameDiscovery(List<String> sources) {
    this.sources = List.copyOf(sources);
  }

  /** The labels with {@code service_name} added where it is missing and wanted. */
  public Labels addTo(Labels labels) {
    if (sources.isEmpty() || labels.has(LABEL) || isInternal(labels)) {
      return labels;
    }
    return labels.toBuilder().set(LABEL, discover(labels)).build();
  }

  private String discover(Labels labels) {
    for (String source : sources) {
      String value = labels.get(source);
      if (value != null) {
        return value;
      }
    }
    return UNKNOWN;
  }

  /** Streams that Loki writes for itself. */
  private static boolean isInternal(Labels labels) {
    return labels.has("__aggregated_metric__") || labels.has("__pattern__");
  }
}
