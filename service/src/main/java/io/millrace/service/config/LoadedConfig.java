package io.millrace.service.config;

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
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(new Representer(options), options).dump(effective);
  }
}
