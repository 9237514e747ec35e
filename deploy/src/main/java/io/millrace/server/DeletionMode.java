package io.millrace.server;

import io.millrace.service.config.ConfigMap;
import java.util.Arrays;

/** What Loki's {@code limits_config.deletion_mode} says becomes of what a tenant deletes. */
enum DeletionMode {
  /** Tenants may not delete. */
  DISABLED("disabled"),
  /** It is hidden and stays in the store. */
  HIDDEN("filter-only"),
  /** It is hidden at once, and erased later. */
  ERASED("filter-and-delete");

  private final String configName;

  DeletionMode(String configName) {
    this.configName = configName;
  }

  static DeletionMode from(ConfigMap limits, DeletionMode otherwise) {
    String name =
        limits.choice(
            "deletion_mode",
            otherwise.configName,
            Arrays.stream(values()).map(mode -> mode.configName).toList());
    return Arrays.stream(values())
        .filter(mode -> mode.configName.equals(name))
        .findFirst()
        .orElse(otherwise);
  }
}
