package io.millrace.ingester.bulk;

import io.millrace.service.config.ConfigMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the fields of documents mean. A field is named by its path, {@code kubernetes.pod_name},
 * whether the document nests it or writes the dots. The first one of a list that is there counts.
 *
 * @param labels of the stream, and the fields that each is taken from
 * @param line fields that hold the line
 * @param time fields that hold the time, RFC 3339 or milliseconds since 1970
 */
public record BulkFields(Map<String, List<String>> labels, List<String> line, List<String> time) {
  /** The name of the index, without a date at its end, as if it were a field. */
  static final String INDEX = "_index";

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** What Fluent Bit, Filebeat and Vector write of containers, and no field of many values. */
  public static final BulkFields DEFAULTS =
      new BulkFields(
          ordered(
              "namespace=kubernetes.namespace_name,kubernetes.namespace,kubernetes.pod_namespace",
              "pod=kubernetes.pod_name,kubernetes.pod.name",
              "container=kubernetes.container_name,kubernetes.container.name",
              "service_name=service.name",
              "index=" + INDEX),
          List.of("message", "log", "event.original"),
          List.of("@timestamp", "timestamp"));

  public BulkFields {
    line = List.copyOf(line);
    time = List.copyOf(time);
  }

  /** Reads the section {@code distributor.elasticsearch}. */
  public static BulkFields from(ConfigMap map) {
    Map<String, List<String>> labels = DEFAULTS.labels;
    if (map.has("labels")) {
      labels = new LinkedHashMap<>();
      for (Map.Entry<String, String> label : map.stringMap("labels").entrySet()) {
        if (!LABEL.matcher(label.getKey()).matches()) {
          map.problem("labels", "\"" + label.getKey() + "\" is no name of a label");
        }
        labels.put(label.getKey(), fields(label.getValue()));
      }
    }
    return new BulkFields(
        labels,
        map.stringList("line_fields", DEFAULTS.line),
        map.stringList("time_fields", DEFAULTS.time));
  }

  private static Map<String, List<String>> ordered(String... pairs) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      map.put(pair.substring(0, equals), fields(pair.substring(equals + 1)));
    }
    return map;
  }

  private static List<String> fields(String commaSeparated) {
    return Stream.of(commaSeparated.split(",", -1))
        .map(String::strip)
        .filter(field -> !field.isEmpty())
        .toList();
  }
}
