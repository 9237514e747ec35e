package io.millrace.agent.config;

import io.millrace.service.config.ConfigMap;
import java.util.Map;

/** Names what Promtail has and Millrace has not, with the reason. */
final class Unsupported {
  private Unsupported() {}

  static void check(ConfigMap map, Map<String, String> reasons) {
    reasons.forEach(
        (key, reason) -> {
          if (map.has(key)) {
            map.problem(key, "not supported: " + reason);
          }
        });
  }
}
