package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.millrace.labels.Labels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels that Prometheus makes of any object. */
final class Meta {
  static final String PREFIX = "__meta_kubernetes_";

  private Meta() {}

  /** Sets a label, unless it has no value. */
  static void set(Labels.Builder labels, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      labels.set(PREFIX + name, value);
    }
  }

  /**
   * Labels and annotations of an object.
   *
   * @param kind such as {@code pod}
   */
  static void add(Labels.Builder labels, String kind, HasMetadata object) {
    ObjectMeta meta = object.getMetadata();
    add(labels, kind + "_label", meta.getLabels());
    add(labels, kind + "_annotation", meta.getAnnotations());
  }

  private static void add(
      Labels.Builder labels, String kind, @Nullable Map<String, String> values) {
    if (values != null) {
      values.forEach(
          (key, value) -> {
            set(labels, kind + "_" + name(key), value);
            set(labels, kind + "present_" + name(key), "true");
          });
    }
  }

  /** The key as part of a label's name: what may not be in one becomes an underscore. */
  static String name(String key) {
    StringBuilder name = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean isPlain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      name.append(isPlain ? c : '_');
    }
    return name.toString();
  }
}
