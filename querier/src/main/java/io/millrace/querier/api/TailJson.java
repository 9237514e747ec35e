package io.millrace.querier.api;

import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.querier.tail.DroppedEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Writes the messages of a tail. One stream object for each line keeps lines in their order. */
final class TailJson {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private TailJson() {}

  /**
   * A message as v1 has it.
   *
   * @param encodingFlags what the client asked for in X-Loki-Response-Encoding-Flags
   */
  static String v1(List<LogLine> lines, List<DroppedEntry> dropped, List<String> encodingFlags) {
    boolean categorize = encodingFlags.contains(ResultJson.CATEGORIZE_LABELS);
    Json json = new Json().beginObject().name("streams").beginArray();
    for (LogLine line : lines) {
      json.beginObject().name("stream");
      ResultJson.labels(json, categorize ? line.labels().stream() : line.labels().all());
      json.name("values").beginArray().beginArray();
      json.string(Long.toString(line.timestampNanos())).string(line.line());
      if (categorize) {
        ResultJson.categories(json, line);
      }
      json.endArray().endArray().endObject();
    }
    json.endArray();
    if (!dropped.isEmpty()) {
      json.name("dropped_entries").beginArray();
      for (DroppedEntry entry : dropped) {
        json.beginObject().name("timestamp").string(Long.toString(entry.timestampNanos()));
        json.name("labels");
        ResultJson.labels(json, entry.labels());
        json.endObject();
      }
      json.endArray();
    }
    if (!encodingFlags.isEmpty()) {
      json.name("encodingFlags").beginArray();
      encodingFlags.forEach(json::string);
      json.endArray();
    }
    return text(json);
  }

  /** A message as the API below {@code /api/prom} has it. */
  static String legacy(List<LogLine> lines, List<DroppedEntry> dropped) {
    Json json = new Json().beginObject().name("streams").beginArray();
    for (LogLine line : lines) {
      json.beginObject().name("labels").string(line.labels().all().toString());
      json.name("entries").beginArray().beginObject();
      json.name("ts").string(time(line.timestampNanos())).name("line").string(line.line());
      json.endObject().endArray().endObject();
    }
    json.endArray();
    if (!dropped.isEmpty()) {
      json.name("dropped_entries").beginArray();
      for (DroppedEntry entry : dropped) {
        json.beginObject().name("timestamp").string(time(entry.timestampNanos()));
        json.name("labels").string(entry.labels().toString()).endObject();
      }
      json.endArray();
    }
    return text(json);
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND))
        .toString();
  }

  private static String text(Json json) {
    return new String(json.endObject().toBytes(), StandardCharsets.UTF_8);
  }
}
