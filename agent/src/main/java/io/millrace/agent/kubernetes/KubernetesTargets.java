package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.millrace.agent.discovery.PodDirectory;
import io.millrace.agent.discovery.TargetSource;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.kubernetes.KubernetesSettings.Role;
import io.millrace.labels.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code kubernetes_sd_configs}: targets from the Kubernetes API. */
public final class KubernetesTargets implements TargetSource {
  private final KubernetesSettings settings;
  private final AgentClock clock;
  private final UnknownPods unknown;
  private final List<Watched<Pod, PodGroup>> pods = new ArrayList<>();
  private final List<Watched<Node, NodeInfo>> nodes = new ArrayList<>();
  private final List<Watched<Namespace, NamespaceInfo>> namespaces = new ArrayList<>();
  private @Nullable KubernetesClient client;

  private record NodeInfo(String name, Labels target, Labels attached) {}

  private record NamespaceInfo(String name, Labels attached) {}

  /**
   * A source that has not begun to ask.
   *
   * @param directory the kubelet's directory of pods, {@code /var/log/pods}
   */
  public KubernetesTargets(KubernetesSettings settings, Path directory, AgentClock clock) {
    this.settings = settings;
    this.clock = clock;
    this.unknown = new UnknownPods(new PodDirectory(directory), clock);
  }

  @Override
  public void start(Runnable changed) {
    KubernetesClient api = ApiClients.of(settings.api());
    client = api;
    if (settings.role() == Role.POD) {
      for (String namespace : wantedNamespaces(api)) {
        FilterWatchListDeletable<Pod, ?, ?> found =
            namespace.isEmpty() ? api.pods().inAnyNamespace() : api.pods().inNamespace(namespace);
        FilterWatchListDeletable<Pod, ?, ?> selected =
            Selecting.by(found.withField("spec.nodeName", settings.host()), settings, Role.POD);
        pods.add(new Watched<>("pods", selected, PodGroup::of, changed, clock));
      }
    }
    if (settings.role() == Role.NODE || settings.attachesNode()) {
      FilterWatchListDeletable<Node, ?, ?> found =
          settings.role() == Role.NODE
              ? api.nodes()
              : api.nodes().withField("metadata.name", settings.host());
      FilterWatchListDeletable<Node, ?, ?> selected = Selecting.by(found, settings, Role.NODE);
      nodes.add(new Watched<>("nodes", selected, KubernetesTargets::info, changed, clock));
    }
    if (settings.attachesNamespace()) {
      namespaces.add(
          new Watched<>("namespaces", api.namespaces(), KubernetesTargets::info, changed, clock));
    }
    watches().forEach(Watched::keepOpen);
  }

  private List<String> wantedNamespaces(KubernetesClient api) {
    List<String> wanted = new ArrayList<>(settings.namespaces());
    String own = api.getNamespace();
    if (settings.isOwnNamespace() && own != null) {
      wanted.add(own);
    }
    return wanted.isEmpty() ? List.of("") : wanted;
  }

  private static NodeInfo info(Node node) {
    return new NodeInfo(
        node.getMetadata().getName(), NodeTarget.of(node), NodeTarget.attached(node));
  }

  private static NamespaceInfo info(Namespace namespace) {
    Labels.Builder labels = Labels.empty().toBuilder();
    Meta.add(labels, "namespace", namespace);
    return new NamespaceInfo(namespace.getMetadata().getName(), labels.build());
  }

  private List<Watched<?, ?>> watches() {
    List<Watched<?, ?>> all = new ArrayList<>(pods);
    all.addAll(nodes);
    all.addAll(namespaces);
    return all;
  }

  @Override
  public List<Labels> targets(Consumer<Path> directories) {
    watches().forEach(Watched::keepOpen);
    if (settings.role() == Role.NODE) {
      return nodes.stream().flatMap(w -> w.all().stream()).map(NodeInfo::target).toList();
    }
    Map<String, Labels> ofNode = new HashMap<>();
    nodes.forEach(w -> w.all().forEach(node -> ofNode.put(node.name(), node.attached())));
    Map<String, Labels> ofNamespace = new HashMap<>();
    namespaces.forEach(w -> w.all().forEach(n -> ofNamespace.put(n.name(), n.attached())));
    List<PodGroup> known = pods.stream().flatMap(w -> w.all().stream()).toList();
    List<Labels> targets = new ArrayList<>();
    for (PodGroup pod : known) {
      Labels node = ofNode.getOrDefault(pod.nodeName(), Labels.empty());
      Labels namespace = ofNamespace.getOrDefault(pod.namespace(), Labels.empty());
      for (Labels each : pod.targets()) {
        targets.add(complete(each, pod, node, namespace));
      }
    }
    if (settings.takesAllPods()) {
      targets.addAll(unknown.targets(known, settings.hasPaths(), directories));
    }
    return targets;
  }

  private Labels complete(Labels target, PodGroup pod, Labels node, Labels namespace) {
    Labels.Builder labels = target.toBuilder();
    node.forEach(labels::set);
    namespace.forEach(labels::set);
    if (settings.hasPaths()) {
      String container = target.getOrEmpty(Meta.PREFIX + "pod_container_name");
      labels.set("__path__", unknown.pattern(pod.directoryUid(), container));
    }
    return labels.build();
  }

  @Override
  public @Nullable String problem() {
    for (Watched<?, ?> each : watches()) {
      if (!each.problem().isEmpty()) {
        return "Kubernetes API: " + each.problem();
      }
    }
    return null;
  }

  @Override
  public void stop() {
    watches().forEach(Watched::close);
    KubernetesClient last = client;
    if (last != null) {
      last.close();
    }
  }
}
