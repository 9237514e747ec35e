package io.millrace.agent.kubernetes;

import java.util.List;

/**
 * An element of {@code kubernetes_sd_configs}.
 *
 * @param namespaces whose pods are looked for; none for those of all
 * @param isOwnNamespace whether the namespace that the agent runs in is one of them
 * @param selectors restrict what the API server tells of
 * @param host the node whose pods are looked for, as {@code spec.nodeName}
 * @param hasPaths whether targets come with a {@code __path__}, for want of rules that make one
 */
public record KubernetesSettings(
    Role role,
    ApiSettings api,
    List<String> namespaces,
    boolean isOwnNamespace,
    List<Selector> selectors,
    boolean attachesNode,
    boolean attachesNamespace,
    String host,
    boolean hasPaths) {
  /** What targets are made of. */
  public enum Role {
    POD,
    NODE
  }

  /**
   * Restricts the objects of a role.
   *
   * @param label a label selector, or empty
   * @param field a field selector, or empty
   */
  public record Selector(Role role, String label, String field) {}

  public KubernetesSettings {
    namespaces = List.copyOf(namespaces);
    selectors = List.copyOf(selectors);
  }

  /** Whether every pod of the node is wanted, so that one found by its directory is too. */
  boolean takesAllPods() {
    return namespaces.isEmpty() && !isOwnNamespace && selectors.isEmpty();
  }
}
