package io.millrace.querier.api;

import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.engine.QueryStats;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes lines in the shape of the old API below {@code /api/prom}. */
final class LegacyJson {
  private LegacyJson() {}

  static byte[] encode(QueryResult.Lines lines, QueryStats stats) {
    Json json = new Json();
    json.beginObject().name("streams").beginArray();
    for (Map.Entry<String, List<LogLine>> stream : ResultJson.byStream(lines, false).entrySet()) {
      json.beginObject().name("labels").string(stream.getKey());
      json.name("entries").beginArray();
      for (LogLine line : stream.getValue()) {
        long nanos = line.timestampNanos();
        Instant time =
            Instant.ofEpochSecond(
                Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
        json.beginObject().name("ts").string(time.toString()).name("line").string(line.line());
        json.endObject();
      }
      json.endArray().endObject();
    }
    json.endArray().name("stats");
    StatsJson.write(json, stats, lines.lines().size());
    return json.endObject().toBytes();
  }
}
