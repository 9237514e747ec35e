package io.millrace.service.tenant;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.KnownKeys;
import io.millrace.service.config.LoadedConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads files of Loki's shape for limits of single tenants: a map {@code overrides} of tenants,
 * each with keys of {@code limits_config}. Keys that are Loki's and mean nothing here are passed
 * over; others are errors.
 *
 * @param <T> what a tenant's section is read into
 */
final class OverridesFile<T> {
  private static final String OVERRIDES = "overrides";

  private final Function<ConfigMap, T> tenantReader;

  OverridesFile(Function<ConfigMap, T> tenantReader) {
    this.tenantReader = tenantReader;
  }

  /** Reads a text; {@code name} is what errors call it. */
  LoadedConfig<Map<String, T>> parse(String name, String text) throws ConfigException {
    Set<String> limits = KnownKeys.loki().children("limits_config");
    return ConfigFile.parse(
        name,
        text,
        ConfigFile.Options.STRICT,
        root -> {
          root.ignore("configs", "multi_kv_config");
          Map<String, T> tenants = new LinkedHashMap<>();
          root.mapOf(OVERRIDES, map -> tenant(map, limits)).forEach(tenants::put);
          return tenants;
        });
  }

  private T tenant(ConfigMap map, Set<String> limits) {
    T value = map.read(tenantReader);
    map.ignoreUnread(limits);
    return value;
  }

  /** What the given tenants have without a file. */
  LoadedConfig<Map<String, T>> defaultsOf(Set<String> tenants) {
    StringBuilder yaml = new StringBuilder(OVERRIDES + ":\n");
    for (String tenant : tenants) {
      String quoted = tenant.replace("\\", "\\\\").replace("\"", "\\\"");
      yaml.append("  \"").append(quoted).append("\": {}\n");
    }
    try {
      return parse("defaults", yaml.toString());
    } catch (ConfigException e) {
      throw new IllegalStateException("a file without limits is refused", e);
    }
  }
}
