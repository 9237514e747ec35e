package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.millrace.labels.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The target of a node. */
final class NodeTarget {
  private static final int KUBELET_PORT = 10250;

  /** Which of a node's addresses is taken. */
  private static final List<String> PREFERENCE =
      List.of("InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "Hostname");

  private NodeTarget() {}

  static Labels of(Node node) {
    Labels.Builder labels = attached(node).toBuilder();
    labels.set("instance", node.getMetadata().getName());
    if (node.getSpec() != null) {
      Meta.set(labels, "node_provider_id", node.getSpec().getProviderID());
    }
    Map<String, String> addresses = new HashMap<>();
    NodeStatus status = node.getStatus();
    if (status != null) {
      for (NodeAddress each : status.getAddresses()) {
        if (addresses.putIfAbsent(each.getType(), each.getAddress()) == null) {
          Meta.set(labels, "node_address_" + Meta.name(each.getType()), each.getAddress());
        }
      }
    }
    PREFERENCE.stream()
        .filter(addresses::containsKey)
        .findFirst()
        .ifPresent(type -> labels.set("__address__", addresses.get(type) + ":" + port(status)));
    return labels.build();
  }

  /** What {@code attach_metadata} adds to the pods of a node. */
  static Labels attached(Node node) {
    Labels.Builder labels = Labels.empty().toBuilder();
    Meta.set(labels, "node_name", node.getMetadata().getName());
    Meta.add(labels, "node", node);
    return labels.build();
  }

  private static int port(NodeStatus status) {
    if (status.getDaemonEndpoints() != null
        && status.getDaemonEndpoints().getKubeletEndpoint() != null
        && status.getDaemonEndpoints().getKubeletEndpoint().getPort() != null) {
      return status.getDaemonEndpoints().getKubeletEndpoint().getPort();
    }
    return KUBELET_PORT;
  }
}
