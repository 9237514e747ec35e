package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.querier.pattern.LinePattern;
import io.millrace.querier.pattern.PatternMiner;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The endpoint that tells which patterns the newest lines of a selector have. */
public final class PatternRoutes {
  /** Lines looked at; of a longer range only its end is, which bounds memory. */
  private static final int MAX_LINES = 50_000;

  private static final long LEAST_STEP_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ApiContext api;
  private final QueryRunner runner;

  public PatternRoutes(ApiContext api) {
    this.api = api;
    this.runner = new QueryRunner(api);
  }

  public List<Route> routes() {
    return List.of(Route.getOrPost("/loki/api/v1/patterns", this::patterns));
  }

  private HttpResponse patterns(HttpRequest request) throws IOException {
    TimeParameters.Range range = TimeParameters.range(request, api.now());
    long length = range.endNanos() - range.startNanos();
    if (length < 0) {
      throw QueryParameters.bad("end timestamp must not be before or equal to start time");
    }
    long step = Math.max(LEAST_STEP_NANOS, QueryParameters.step(request, length));
    PatternMiner miner = new PatternMiner(step);
    QueryRunner.Found found = lines(request, range, step);
    for (LogLine line : found.lines()) {
      Labels.Builder stream = new Labels.Builder();
      line.labels().stream().forEach(stream::set);
      String level = line.labels().all().getOrEmpty("detected_level");
      miner.add(
          stream.build(), line.timestampNanos(), line.line(), level.isEmpty() ? "unknown" : level);
    }
    return HttpResponse.json(200, encode(miner.patterns(), found.context()));
  }

  private QueryRunner.Found lines(HttpRequest request, TimeParameters.Range range, long step)
      throws IOException {
    String text = TimeParameters.text(request.param("query"));
    return runner.lines(
        request,
        text,
        (tenant, _) ->
            new QueryRequest(
                tenant,
                new LogQuery(Selectors.parse(text), List.of()),
                range.startNanos(),
                range.endNanos(),
                step,
                MAX_LINES,
                Direction.BACKWARD,
                0,
                false));
  }

  private static byte[] encode(List<LinePattern> patterns, QueryContext context) {
    Json json = new Json().beginObject().name("status").string("success");
    json.name("data").beginArray();
    for (LinePattern pattern : patterns) {
      json.beginObject().name("pattern").string(pattern.pattern());
      json.name("level").string(pattern.level());
      json.name("samples").beginArray();
      pattern
          .samples()
          .forEach(
              (nanos, count) ->
                  json.beginArray().number(nanos / NANOS_PER_SECOND).number(count).endArray());
      json.endArray().endObject();
    }
    json.endArray();
    Warnings.write(json, context.warnings());
    return json.endObject().toBytes();
  }
}
