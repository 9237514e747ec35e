package io.millrace.logql.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates pipelines the simple way: one line after the other, with maps and strings. It knows the
 * few stages that {@link RandomQueries} makes, and lines that are well-formed for them.
 */
final class ReferenceEvaluator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> STREAM_LABELS = Set.of("app", "pod");

  /** An entry as it was written. */
  record Entry(Labels stream, long timestamp, String line, Labels metadata) {}

  /** A line that passed. */
  record Passed(long timestamp, String line, Map<String, String> labels) {}

  /** A stage of the test's own: its text, and what it does. */
  interface Step {
    /** The line to go on with, or null to drop it. */
    @Nullable String apply(String line, Map<String, String> labels, Set<String> reserved);
  }

  private ReferenceEvaluator() {}

  static List<Passed> lines(List<Entry> entries, List<Step> steps) {
    List<Passed> passed = new ArrayList<>();
    // Entries that were sent twice count once.
    Set<Entry> distinct = new LinkedHashSet<>(entries);
    for (Entry entry : distinct) {
      Map<String, String> labels = new TreeMap<>(entry.stream().toMap());
      Set<String> reserved = new LinkedHashSet<>(labels.keySet());
      entry
          .metadata()
          .forEach(
              (name, value) ->
                  labels.put(entry.stream().has(name) ? name + "_extracted" : name, value));
      reserved.addAll(labels.keySet());
      String line = entry.line();
      for (Step step : steps) {
        line = line == null ? null : step.apply(line, labels, reserved);
      }
      if (line != null) {
        passed.add(new Passed(entry.timestamp(), line, labels));
      }
    }
    passed.sort(Comparator.comparingLong(Passed::timestamp));
    return passed;
  }

  static Step contains(String text, boolean wanted) {
    return (line, _, _) -> line.contains(text) == wanted ? line : null;
  }

  static Step matches(String expression, boolean wanted) {
    Pattern pattern = Pattern.compile(expression);
    return (line, _, _) -> pattern.matcher(line).find() == wanted ? line : null;
  }

  static Step equal(String label, String value, boolean wanted) {
    return (line, labels, _) ->
        labels.getOrDefault(label, "").equals(value) == wanted ? line : null;
  }

  static Step greater(String label, double than) {
    return (line, labels, _) -> {
      String value = labels.get(label);
      return value != null && Double.parseDouble(value) > than ? line : null;
    };
  }

  static Step drop(String label) {
    return (line, labels, reserved) -> {
      labels.remove(label);
      // A dropped name of metadata is free again; that of a stream is not.
      if (!STREAM_LABELS.contains(label)) {
        reserved.remove(label);
      }
      return line;
    };
  }

  static Step format(String label) {
    return (_, labels, _) -> "<" + labels.getOrDefault(label, "") + ">";
  }

  static Step logfmt() {
    return (line, labels, reserved) -> {
      Set<String> seen = new LinkedHashSet<>();
      for (String pair : line.split(" ", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && equals < pair.length() - 1 && pair.indexOf('"') < 0) {
          put(labels, reserved, seen, pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      return line;
    };
  }

  static Step json() {
    return (line, labels, reserved) -> {
      try {
        flatten("", JSON.readTree(line), labels, reserved, new LinkedHashSet<>());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the test made a line that is not JSON: " + line, e);
      }
      return line;
    };
  }

  private static void flatten(
      String prefix,
      JsonNode node,
      Map<String, String> labels,
      Set<String> reserved,
      Set<String> seen) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = prefix.isEmpty() ? member.getKey() : prefix + "_" + member.getKey();
      JsonNode value = member.getValue();
      if (value.isObject()) {
        flatten(name, value, labels, reserved, seen);
      } else if (!value.isArray() && !value.isNull()) {
        put(labels, reserved, seen, name, value.asText());
      }
    }
  }

  private static void put(
      Map<String, String> labels,
      Set<String> reserved,
      Set<String> seen,
      String name,
      String value) {
    String target = reserved.contains(name) ? name + "_extracted" : name;
    if (seen.add(target)) {
      labels.put(target, value);
    }
  }
}
