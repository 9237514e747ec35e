package io.millrace.agent.config;

import io.millrace.agent.entry.LabelNames;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigMap;
import java.util.Map;

/** Reads labels that stand in the config file. */
final class LabelReader {
  private LabelReader() {}

  /** The labels under {@code key}; none when it is absent. */
  static Labels read(ConfigMap map, String key) {
    Map<String, String> labels = map.stringMap(key);
    for (String name : labels.keySet()) {
      if (!LabelNames.isValid(name)) {
        map.section(key).problem(name, "\"" + name + "\" cannot be a label's name");
      }
    }
    return Labels.of(labels);
  }
}
