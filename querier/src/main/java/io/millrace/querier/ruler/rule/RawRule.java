package io.millrace.querier.ruler.rule;

import io.millrace.service.config.ConfigMap;
import java.time.Duration;
import java.util.Map;

/** A rule as it stands in YAML, unchecked; what is absent is empty or zero. */
record RawRule(
    String alert,
    String record,
    String expression,
    Duration holdFor,
    Duration keepFiringFor,
    Map<String, String> labels,
    Map<String, String> annotations) {
  static RawRule from(ConfigMap map) {
    return new RawRule(
        map.string("alert", ""),
        map.string("record", ""),
        map.string("expr", ""),
        map.duration("for", Duration.ZERO),
        map.duration("keep_firing_for", Duration.ZERO),
        map.stringMap("labels"),
        map.stringMap("annotations"));
  }
}
