package io.millrace.agent.discovery;

import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * {@code pod_directory_configs}: the containers of a node, read from the kubelet's directory names
 * {@code <namespace>_<pod>_<uid>/<container>}. None of the names can contain an underscore. It
 * needs no Kubernetes API and knows a container as soon as its directory exists.
 */
public record PodDirectory(Path root) implements TargetSource {
  /** What a Deployment's ReplicaSet adds to the name of its pods, or only a pod's random ending. */
  private static final Pattern GENERATED =
      Pattern.compile("(-[0-9a-f]{8,10})?-[a-z0-9]{5}$|-[0-9]+$");

  @Override
  public List<Labels> targets(Consumer<Path> directories) {
    List<Labels> targets = new ArrayList<>();
    directories.accept(root);
    for (Path pod : directoriesIn(root)) {
      String[] parts = pod.getFileName().toString().split("_", -1);
      if (parts.length != 3) {
        continue;
      }
      directories.accept(pod);
      for (Path container : directoriesIn(pod)) {
        targets.add(target(parts, container));
      }
    }
    return targets;
  }

  private static Labels target(String[] pod, Path container) {
    return Labels.of(
        "__meta_kubernetes_namespace",
        pod[0],
        "__meta_kubernetes_pod_name",
        pod[1],
        "__meta_kubernetes_pod_uid",
        pod[2],
        "__meta_kubernetes_pod_container_name",
        container.getFileName().toString(),
        "__meta_kubernetes_pod_controller_name",
        GENERATED.matcher(pod[1]).replaceFirst(""),
        TargetLabels.PATH,
        GlobText.quote(container) + "/*.log");
  }

  private static List<Path> directoriesIn(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
      children.forEach(found::add);
    } catch (IOException | DirectoryIteratorException ignored) {
      // Absent or just removed: there is nothing in it.
    }
    return found;
  }
}
