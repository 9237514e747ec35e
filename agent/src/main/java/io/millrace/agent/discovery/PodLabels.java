package io.millrace.agent.discovery;

import io.millrace.labels.Labels;

/**
 * The labels of container logs when no rules say otherwise: {@code namespace}, {@code app}, {@code
 * job}, {@code pod} and {@code container}, as the rule set of the Helm chart names them. The file's
 * name is left out: each restart would begin a new stream.
 */
public final class PodLabels {
  private static final String META = "__meta_kubernetes_";

  private PodLabels() {}

  /** The labels of a target that was found. */
  public static Labels of(Labels discovered) {
    String namespace = discovered.getOrEmpty(META + "namespace");
    String app = discovered.getOrEmpty(META + "pod_controller_name");
    return discovered.toBuilder()
        .set("namespace", namespace)
        .set("app", app)
        .set("job", namespace + "/" + app)
        .set("pod", discovered.getOrEmpty(META + "pod_name"))
        .set("container", discovered.getOrEmpty(META + "pod_container_name"))
        .build();
  }
}
