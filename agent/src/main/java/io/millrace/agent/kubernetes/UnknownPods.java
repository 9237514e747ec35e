package io.millrace.agent.kubernetes;

import io.millrace.agent.discovery.PodDirectory;
import io.millrace.agent.entry.AgentClock;
import io.millrace.labels.Labels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Pods that have a directory and that the API does not tell of: it is away, or late, or they were
 * deleted. After a while they are read with what their directory's name says. Used by one thread.
 */
final class UnknownPods {
  /** How long the API may take to tell of a pod before its files are read without it. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String UID = Meta.PREFIX + "pod_uid";

  private final PodDirectory directory;
  private final AgentClock clock;
  private final Map<String, Long> sinceNanos = new HashMap<>();

  UnknownPods(PodDirectory directory, AgentClock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Where the files of a container lie. */
  String pattern(String directoryUid, String container) {
    return directory.root() + "/*" + directoryUid + "/" + container + "/*.log";
  }

  /**
   * Targets of the pods that nobody has told of in time.
   *
   * @param known pods that the API tells of
   * @param hasPaths whether they come with a {@code __path__}
   */
  List<Labels> targets(List<PodGroup> known, boolean hasPaths, Consumer<Path> directories) {
    Set<String> uids = new HashSet<>();
    known.forEach(pod -> uids.add(pod.directoryUid()));
    Set<String> unknown = new HashSet<>();
    List<Labels> targets = new ArrayList<>();
    for (Labels each : directory.targets(directories)) {
      String uid = each.getOrEmpty(UID);
      if (uids.contains(uid)) {
        continue;
      }
      unknown.add(uid);
      long since = sinceNanos.computeIfAbsent(uid, _ -> clock.nanoTime());
      if (clock.nanoTime() - since >= PATIENCE.toNanos()) {
        targets.add(hasPaths ? each : each.toBuilder().remove("__path__").build());
      }
    }
    sinceNanos.keySet().retainAll(unknown);
    return targets;
  }
}
