package io.millrace.service.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.representer.Representer;

/**
 * A config and what is worth knowing about its file.
 *
 * @param config what the reader made
 * @param ignoredKeys key paths in the file that are known and mean nothing here; a section that is
 *     ignored whole stands alone
 * @param effective every key that was read with the value in force, defaults included, durations
 *     and sizes as text, secrets masked: nested maps and lists of strings, numbers and booleans
 */
public record LoadedConfig<T>(T config, List<String> ignoredKeys, Map<String, Object> effective) {
  public LoadedConfig {
    ignoredKeys = List.copyOf(ignoredKeys);
  }

  /** The effective values as YAML, for {@code /config}. */
  public String toYaml() {
    return yaml(effective);
  }

  /** Those effective values as YAML that are not the same in {@code defaults}. */
  public String diffFrom(LoadedConfig<?> defaults) {
    return yaml(diff(effective, defaults.effective()));
  }

  private static Map<String, Object> diff(Map<String, Object> own, Map<?, ?> other) {
    Map<String, Object> different = new LinkedHashMap<>();
    own.forEach(
        (key, value) -> {
          Object theirs = other.get(key);
          if (value instanceof Map<?, ?> section && theirs instanceof Map<?, ?> their) {
            Map<String, Object> below = diff(textKeys(section), their);
            if (!below.isEmpty()) {
              different.put(key, below);
            }
          } else if (!value.equals(theirs)) {
            different.put(key, value);
          }
        });
    return different;
  }

  private static Map<String, Object> textKeys(Map<?, ?> section) {
    Map<String, Object> map = new LinkedHashMap<>();
    section.forEach((key, value) -> map.put(String.valueOf(key), value));
    return map;
  }

  /** A tree of maps, lists, texts, numbers and booleans as YAML. */
  public static String yaml(Map<?, ?> tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(new Representer(options), options).dump(tree);
  }
}
