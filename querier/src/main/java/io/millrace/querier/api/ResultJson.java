package io.millrace.querier.api;

import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.engine.QueryStats;
import io.millrace.logql.stage.LabelSet;
import io.millrace.units.GoFloat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes query results as Loki's v1 JSON. */
final class ResultJson {
  static final String CATEGORIZE_LABELS = "categorize-labels";

  private ResultJson() {}

  /**
   * The whole answer.
   *
   * @param encodingFlags what the client asked for in X-Loki-Response-Encoding-Flags
   */
  static byte[] encode(
      QueryResult result, List<String> encodingFlags, List<String> warnings, QueryStats stats) {
    Json json = new Json();
    json.beginObject().name("status").string("success");
    boolean streams = result instanceof QueryResult.Lines;
    if (streams) {
      Warnings.write(json, warnings);
    }
    json.name("data").beginObject().name("resultType").string(resultType(result));
    if (streams && !encodingFlags.isEmpty()) {
      json.name("encodingFlags").beginArray();
      encodingFlags.forEach(json::string);
      json.endArray();
    }
    json.name("result");
    result(json, result, encodingFlags.contains(CATEGORIZE_LABELS));
    json.name("stats");
    long returned = result instanceof QueryResult.Lines lines ? lines.lines().size() : 0;
    StatsJson.write(json, stats, returned);
    json.endObject();
    if (!streams) {
      Warnings.write(json, warnings);
    }
    return json.endObject().toBytes();
  }

  private static String resultType(QueryResult result) {
    return switch (result) {
      case QueryResult.Lines _ -> "streams";
      case QueryResult.Matrix _ -> "matrix";
      case QueryResult.Vector _ -> "vector";
      case QueryResult.Scalar _ -> "scalar";
    };
  }

  private static void result(Json json, QueryResult result, boolean categorize) {
    switch (result) {
      case QueryResult.Lines lines -> streams(json, lines, categorize);
      case QueryResult.Matrix matrix -> {
        json.beginArray();
        for (QueryResult.Series series : matrix.series()) {
          json.beginObject().name("metric");
          labels(json, series.labels());
          json.name("values").beginArray();
          for (QueryResult.Point point : series.points()) {
            point(json, point.timestampNanos(), point.value());
          }
          json.endArray().endObject();
        }
        json.endArray();
      }
      case QueryResult.Vector vector -> {
        json.beginArray();
        for (QueryResult.Sample sample : vector.samples()) {
          json.beginObject().name("metric");
          labels(json, sample.labels());
          json.name("value");
          point(json, sample.timestampNanos(), sample.value());
          json.endObject();
        }
        json.endArray();
      }
      case QueryResult.Scalar scalar -> point(json, scalar.timestampNanos(), scalar.value());
    }
  }

  private static void point(Json json, long timestampNanos, double value) {
    json.beginArray();
    json.number(Math.floorDiv(timestampNanos, 1_000_000) / 1000.0);
    json.string(GoFloat.formatPlain(value)).endArray();
  }

  static void labels(Json json, LabelSet labels) {
    json.beginObject();
    labels.forEach((name, value) -> json.name(name).string(value));
    json.endObject();
  }

  /** Lines by their labels, in the order of the labels' text. */
  static Map<String, List<LogLine>> byStream(QueryResult.Lines lines, boolean categorize) {
    Map<LabelSet, List<LogLine>> groups = new LinkedHashMap<>();
    for (LogLine line : lines.lines()) {
      LabelSet labels = categorize ? line.labels().stream() : line.labels().all();
      groups.computeIfAbsent(labels, _ -> new ArrayList<>()).add(line);
    }
    Map<String, List<LogLine>> sorted = new TreeMap<>();
    groups.forEach((labels, group) -> sorted.put(labels.toString(), group));
    return sorted;
  }

  private static void streams(Json json, QueryResult.Lines lines, boolean categorize) {
    json.beginArray();
    for (List<LogLine> group : byStream(lines, categorize).values()) {
      LogLine first = group.getFirst();
      json.beginObject().name("stream");
      labels(json, categorize ? first.labels().stream() : first.labels().all());
      json.name("values").beginArray();
      for (LogLine line : group) {
        json.beginArray().string(Long.toString(line.timestampNanos())).string(line.line());
        if (categorize) {
          categories(json, line);
        }
        json.endArray();
      }
      json.endArray().endObject();
    }
    json.endArray();
  }

  static void categories(Json json, LogLine line) {
    json.beginObject();
    if (!line.labels().metadata().isEmpty()) {
      json.name("structuredMetadata");
      labels(json, line.labels().metadata());
    }
    if (!line.labels().parsed().isEmpty()) {
      json.name("parsed");
      labels(json, line.labels().parsed());
    }
    json.endObject();
  }
}
