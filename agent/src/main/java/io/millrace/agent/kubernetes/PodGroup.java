package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What of a pod is kept: its targets, one for each container and port.
 *
 * <p>Unlike Prometheus, which needs an address to scrape, a pod without an IP has targets too, and
 * its ephemeral containers are among them: their files are there all the same.
 *
 * @param directoryUid the uid in the name of the pod's directory; of a static pod that is the hash
 *     of its manifest, not the API's uid
 * @param nodeName the node that it runs on, or empty
 */
record PodGroup(String namespace, String directoryUid, String nodeName, List<Labels> targets) {
  private static final String CONFIG_HASH = "kubernetes.io/config.hash";

  PodGroup {
    targets = List.copyOf(targets);
  }

  static PodGroup of(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    Labels group = group(pod, meta, status);
    Map<String, ContainerStatus> statuses = new HashMap<>();
    for (List<ContainerStatus> each :
        List.of(
            status.getContainerStatuses(),
            status.getInitContainerStatuses(),
            status.getEphemeralContainerStatuses())) {
      each.forEach(s -> statuses.put(s.getName(), s));
    }
    List<Labels> targets = new ArrayList<>();
    if (pod.getSpec() != null) {
      for (Container each : pod.getSpec().getContainers()) {
        add(targets, group, Part.of(each), statuses, false);
      }
      for (Container each : pod.getSpec().getInitContainers()) {
        add(targets, group, Part.of(each), statuses, true);
      }
      for (EphemeralContainer each : pod.getSpec().getEphemeralContainers()) {
        Part part = new Part(each.getName(), each.getImage(), each.getPorts());
        add(targets, group, part, statuses, false);
      }
    }
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return new PodGroup(
        Objects.toString(meta.getNamespace(), ""),
        directoryUid(meta),
        Objects.toString(node, ""),
        targets);
  }

  /** What containers of every kind have. */
  private record Part(String name, @Nullable String image, @Nullable List<ContainerPort> ports) {
    static Part of(Container container) {
      return new Part(container.getName(), container.getImage(), container.getPorts());
    }
  }

  private static String directoryUid(ObjectMeta meta) {
    String hash = meta.getAnnotations() == null ? null : meta.getAnnotations().get(CONFIG_HASH);
    return hash == null || hash.isEmpty() ? Objects.toString(meta.getUid(), "") : hash;
  }

  private static Labels group(Pod pod, ObjectMeta meta, PodStatus status) {
    Labels.Builder labels = Labels.empty().toBuilder();
    Meta.set(labels, "namespace", meta.getNamespace());
    Meta.set(labels, "pod_name", meta.getName());
    Meta.set(labels, "pod_uid", meta.getUid());
    Meta.set(labels, "pod_ip", status.getPodIP());
    Meta.set(labels, "pod_host_ip", status.getHostIP());
    Meta.set(labels, "pod_phase", status.getPhase());
    Meta.set(labels, "pod_ready", ready(status));
    if (pod.getSpec() != null) {
      Meta.set(labels, "pod_node_name", pod.getSpec().getNodeName());
    }
    for (OwnerReference owner : meta.getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController())) {
        Meta.set(labels, "pod_controller_kind", owner.getKind());
        Meta.set(labels, "pod_controller_name", owner.getName());
      }
    }
    Meta.add(labels, "pod", pod);
    return labels.build();
  }

  private static String ready(PodStatus status) {
    for (PodCondition each : status.getConditions()) {
      if ("Ready".equals(each.getType())) {
        return Objects.toString(each.getStatus(), "unknown").toLowerCase(Locale.ROOT);
      }
    }
    return "unknown";
  }

  private static void add(
      List<Labels> targets,
      Labels group,
      Part container,
      Map<String, ContainerStatus> statuses,
      boolean isInit) {
    Labels.Builder labels = group.toBuilder();
    Meta.set(labels, "pod_container_name", container.name());
    Meta.set(labels, "pod_container_image", container.image());
    Meta.set(labels, "pod_container_init", Boolean.toString(isInit));
    ContainerStatus status = statuses.get(container.name());
    Meta.set(labels, "pod_container_id", status == null ? null : status.getContainerID());
    String ip = group.getOrEmpty(Meta.PREFIX + "pod_ip");
    List<ContainerPort> ports = container.ports();
    if (ports == null || ports.isEmpty()) {
      targets.add(labels.set("__address__", ip).build());
      return;
    }
    for (ContainerPort port : ports) {
      Labels.Builder one = labels.build().toBuilder();
      Meta.set(one, "pod_container_port_name", port.getName());
      Meta.set(one, "pod_container_port_number", String.valueOf(port.getContainerPort()));
      Meta.set(one, "pod_container_port_protocol", Objects.toString(port.getProtocol(), "TCP"));
      targets.add(one.set("__address__", address(ip, port)).build());
    }
  }

  private static String address(String ip, ContainerPort port) {
    String host = ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
    return host + ":" + port.getContainerPort();
  }
}
