package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.millrace.agent.kubernetes.KubernetesSettings.Role;
import io.millrace.agent.kubernetes.KubernetesSettings.Selector;

/** Applies selectors of the config to a request. */
final class Selecting {
  private Selecting() {}

  /** The request with every selector of the role. */
  static <T> FilterWatchListDeletable<T, ?, ?> by(
      FilterWatchListDeletable<T, ?, ?> request, KubernetesSettings settings, Role role) {
    FilterWatchListDeletable<T, ?, ?> selected = request;
    for (Selector each : settings.selectors()) {
      if (each.role() == role) {
        selected = fields(labels(selected, each.label()), each.field());
      }
    }
    return selected;
  }

  private static <T> FilterWatchListDeletable<T, ?, ?> labels(
      FilterWatchListDeletable<T, ?, ?> request, String selector) {
    return selector.isEmpty() ? request : request.withLabelSelector(selector);
  }

  /** A field selector: {@code name=value}, {@code name==value}, {@code name!=value}, by commas. */
  private static <T> FilterWatchListDeletable<T, ?, ?> fields(
      FilterWatchListDeletable<T, ?, ?> request, String selector) {
    FilterWatchListDeletable<T, ?, ?> selected = request;
    for (String each : selector.split(",", -1)) {
      int equals = each.indexOf('=');
      if (equals < 0) {
        continue;
      }
      boolean isNot = equals > 0 && each.charAt(equals - 1) == '!';
      String name = each.substring(0, isNot ? equals - 1 : equals).strip();
      String value = each.substring(equals + 1).replaceFirst("^=", "").strip();
      selected = isNot ? selected.withoutField(name, value) : selected.withField(name, value);
    }
    return selected;
  }
}
