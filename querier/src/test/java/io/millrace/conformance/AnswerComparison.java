package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.service.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares an answer with a recorded one. */
final class AnswerComparison {
  private static final double TOLERANCE = 1e-9;
  private static final Pattern PIPELINE_ERROR =
      Pattern.compile("(?s)pipeline error: '(\\w+)' for series: '\\{.*\\}'\\.\n(.*)");
  private static final Pattern SYNTAX_ERROR =
      Pattern.compile("(?s)(parse error(?: at line \\d+, col \\d+)? ?:) syntax error: .*");

  private final double relative;
  private final double absolute;

  private AnswerComparison(double relative, double absolute) {
    this.relative = relative;
    this.absolute = absolute;
  }

  /** What differs; null when the answer conforms. */
  static @Nullable String difference(ConformanceCase item, HttpResponse response)
      throws IOException {
    JsonNode expect = item.expect();
    String body = response.bodyText();
    if (expect.path("status").asInt() != response.status()) {
      return "status " + response.status() + " instead of " + expect.path("status") + ": " + body;
    }
    if (item.json().path("text").asText().equals("status-only")) {
      return null;
    }
    if (!expect.has("json")) {
      return text(item, expect.path("text").asText().stripTrailing(), body.stripTrailing());
    }
    JsonNode want = expect.path("json").deepCopy();
    JsonNode got = ConformanceCase.parse(body.getBytes(StandardCharsets.UTF_8)).deepCopy();
    JsonNode approx = item.json().path("approx");
    switch (approx.path("rule").asText()) {
      case "shape" -> {
        return LooseComparison.shape("$", want, got);
      }
      case "stats" -> {
        return LooseComparison.stats(want, got, approx.path("rel"));
      }
      case "patterns" -> {
        return LooseComparison.patterns(want, got, approx.path("rel").asDouble());
      }
      default -> {}
    }
    boolean ordered = item.json().path("ordered").asBoolean();
    normalise(item, want, ordered);
    normalise(item, got, ordered);
    boolean lines = want.path("data").path("resultType").asText().equals("streams");
    double relative = approx.path("rel").asDouble(TOLERANCE);
    double absolute = approx.path("abs").asDouble(0);
    return new AnswerComparison(lines ? 0 : relative, absolute).compare("$", want, got);
  }

  private static @Nullable String text(ConformanceCase item, String want, String got) {
    if (item.json().path("text").asText().equals("pipeline-error")) {
      Matcher a = PIPELINE_ERROR.matcher(want);
      Matcher b = PIPELINE_ERROR.matcher(got);
      if (a.matches() && b.matches() && a.group(1).equals(b.group(1))) {
        return null;
      }
    }
    Matcher syntax = SYNTAX_ERROR.matcher(want);
    boolean same = syntax.matches() ? got.startsWith(syntax.group(1)) : want.equals(got);
    return same ? null : "want: " + want + "\n    got:  " + got;
  }

  private static void normalise(ConformanceCase item, JsonNode json, boolean ordered) {
    for (String name : List.of("detectedLabels", "fields", "values")) {
      if (json.path(name) instanceof ArrayNode unordered) {
        List<JsonNode> items = new ArrayList<>();
        unordered.forEach(items::add);
        items.sort(Comparator.comparing(JsonNode::toString));
        unordered.removeAll();
        items.forEach(unordered::add);
      }
    }
    if (json.path("data") instanceof ObjectNode data) {
      if (!item.json().path("keep_stats").asBoolean()) {
        data.remove("stats");
      }
      String type = data.path("resultType").asText();
      if (type.equals("scalar")) {
        // Loki's time stamp of a scalar is an overflowed number.
        ((ArrayNode) data.path("result")).remove(0);
      } else if (data.path("result") instanceof ArrayNode result) {
        sort(result, type.equals("streams") ? "stream" : "metric", ordered);
      }
    } else if (json.path("data") instanceof ArrayNode data
        && !data.isEmpty()
        && data.get(0).isObject()) {
      sort(data, "", false);
    }
  }

  private static void sort(ArrayNode array, String key, boolean byValue) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    Comparator<JsonNode> byLabels =
        Comparator.comparing(node -> canonical(key.isEmpty() ? node : node.path(key)));
    if (byValue) {
      // The order of values counts; series of equal value may change places.
      List<String> values = items.stream().map(n -> n.path("value").path(1).asText()).toList();
      array.insert(0, String.join(" ", values));
    }
    items.sort(byLabels);
    array.removeAll();
    items.forEach(array::add);
  }

  private static String canonical(JsonNode labels) {
    TreeMap<String, String> sorted = new TreeMap<>();
    labels.properties().forEach(e -> sorted.put(e.getKey(), e.getValue().asText()));
    return sorted.toString();
  }

  private @Nullable String compare(String path, JsonNode want, JsonNode got) {
    if (want.isObject() && got.isObject()) {
      TreeMap<String, Boolean> names = new TreeMap<>();
      want.fieldNames().forEachRemaining(name -> names.put(name, true));
      got.fieldNames().forEachRemaining(name -> names.put(name, true));
      for (String name : names.keySet()) {
        String difference = compare(path + "." + name, want.path(name), got.path(name));
        if (difference != null) {
          return difference;
        }
      }
      return null;
    }
    if (want.isArray() && got.isArray()) {
      for (int i = 0; i < Math.max(want.size(), got.size()); i++) {
        String difference = compare(path + "[" + i + "]", want.path(i), got.path(i));
        if (difference != null) {
          return difference;
        }
      }
      return null;
    }
    return same(path, want, got) ? null : path + "\n    want: " + want + "\n    got:  " + got;
  }

  private boolean same(String path, JsonNode want, JsonNode got) {
    if (want.isNumber() && got.isNumber()) {
      double difference = Math.abs(want.asDouble() - got.asDouble());
      boolean counted = path.endsWith(".cardinality");
      return difference <= (counted ? Math.max(absolute, relative * want.asDouble()) : 1e-4);
    }
    boolean sampleValue = path.contains(".value") || path.endsWith(".result[0]");
    if (want.isTextual() && got.isTextual() && sampleValue && relative > 0) {
      Double a = number(want.asText());
      Double b = number(got.asText());
      if (a != null && b != null) {
        return a.equals(b)
            || Math.abs(a - b) <= Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b)));
      }
    }
    return want.equals(got);
  }

  private static @Nullable Double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> {
        try {
          yield Double.valueOf(text);
        } catch (NumberFormatException notANumber) {
          yield null;
        }
      }
    };
  }
}
