package io.millrace.manifests;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an overlay or a chart asks a cluster for, and the questions that tests have to it. */
record Cluster(List<HasMetadata> resources) {
  /** A DaemonSet, StatefulSet or Deployment. */
  record Workload(HasMetadata resource, Map<String, String> selector, PodTemplateSpec template) {
    Container container() {
      return template.getSpec().getContainers().getFirst();
    }

    PodSpec pod() {
      return template.getSpec();
    }

    Map<String, String> labels() {
      return template.getMetadata().getLabels();
    }

    String name() {
      return resource.getMetadata().getName();
    }

    boolean isAgent() {
      return container().getArgs().getFirst().equals("agent");
    }

    /** The config file that it is started with, below its mount: {@code server.yaml}. */
    String configPath() {
      return container().getArgs().stream()
          .filter(arg -> arg.startsWith("-config.file="))
          .map(arg -> arg.substring("-config.file=".length()))
          .findFirst()
          .orElseThrow();
    }

    int port() {
      return container().getPorts().getFirst().getContainerPort();
    }
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T named(Class<T> type, String name) {
    return all(type).stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
  }

  List<Workload> workloads() {
    return resources.stream().flatMap(each -> workload(each).stream()).toList();
  }

  private static Optional<Workload> workload(HasMetadata resource) {
    return switch (resource) {
      case DaemonSet set -> workload(set, set.getSpec().getSelector(), set.getSpec().getTemplate());
      case StatefulSet set ->
          workload(set, set.getSpec().getSelector(), set.getSpec().getTemplate());
      case Deployment set ->
          workload(set, set.getSpec().getSelector(), set.getSpec().getTemplate());
      default -> Optional.empty();
    };
  }

  private static Optional<Workload> workload(
      HasMetadata resource,
      io.fabric8.kubernetes.api.model.LabelSelector selector,
      PodTemplateSpec template) {
    return Optional.of(new Workload(resource, selector.getMatchLabels(), template));
  }

  Stream<Workload> servers() {
    return workloads().stream().filter(each -> !each.isAgent());
  }

  Workload agent() {
    return workloads().stream().filter(Workload::isAgent).findFirst().orElseThrow();
  }

  /** The text of the config file of a workload. */
  String config(Workload workload) {
    String path = workload.configPath();
    int slash = path.lastIndexOf('/');
    String volume =
        workload.container().getVolumeMounts().stream()
            .filter(mount -> mount.getMountPath().equals(path.substring(0, slash)))
            .map(mount -> mount.getName())
            .findFirst()
            .orElseThrow(() -> new AssertionError("nothing is mounted at " + path));
    String map =
        workload.pod().getVolumes().stream()
            .filter(each -> each.getName().equals(volume))
            .map(each -> each.getConfigMap().getName())
            .findFirst()
            .orElseThrow();
    String text = named(ConfigMap.class, map).getData().get(path.substring(slash + 1));
    if (text == null) {
      throw new AssertionError(map + " has no " + path.substring(slash + 1));
    }
    return text;
  }

  /** Whether a selector picks the pods of some workload. */
  boolean isSomebody(Map<String, String> selector) {
    return workloads().stream()
        .anyMatch(each -> each.labels().entrySet().containsAll(selector.entrySet()));
  }

  static boolean isSelected(ObjectMeta meta, Map<String, String> selector) {
    return meta.getLabels() != null && meta.getLabels().entrySet().containsAll(selector.entrySet());
  }
}
