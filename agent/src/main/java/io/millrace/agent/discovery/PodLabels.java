package io.millrace.agent.discovery;

import io.millrace.labels.Labels;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The labels of container logs when no rules say otherwise: {@code namespace}, {@code app}, {@code
 * job}, {@code pod} and {@code container}, as the rule set of the Helm chart names them. The file's
 * name is left out: each restart would begin a new stream.
 */
public final class PodLabels {
  private static final String META = "__meta_kubernetes_";

  /** What a Deployment adds to the name of its ReplicaSet. */
  private static final Pattern OF_REPLICA_SET = Pattern.compile("-[0-9a-f]{8,10}$");

  private PodLabels() {}

  /** The labels of a target that was found. */
  public static Labels of(Labels discovered) {
    String namespace = discovered.getOrEmpty(META + "namespace");
    String app = app(discovered);
    return discovered.toBuilder()
        .set("namespace", namespace)
        .set("app", app)
        .set("job", namespace + "/" + app)
        .set("pod", discovered.getOrEmpty(META + "pod_name"))
        .set("container", discovered.getOrEmpty(META + "pod_container_name"))
        .build();
  }

  /** As the Helm chart has it: what the pod calls itself, else what made it. */
  private static String app(Labels discovered) {
    String controller = discovered.getOrEmpty(META + "pod_controller_name");
    for (String each :
        List.of(
            discovered.getOrEmpty(META + "pod_label_app_kubernetes_io_name"),
            discovered.getOrEmpty(META + "pod_label_app"),
            OF_REPLICA_SET.matcher(controller).replaceFirst(""))) {
      if (!each.isEmpty()) {
        return each;
      }
    }
    return discovered.getOrEmpty(META + "pod_name");
  }
}
