package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryLimits;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.querier.pattern.LinePattern;
import io.millrace.querier.pattern.PatternMiner;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The endpoint that tells which patterns the newest lines of a selector have. */
public final class PatternRoutes {
  /** Lines looked at; of a longer range only its end is, which bounds memory. */
  private static final int MAX_LINES = 50_000;

  private static final long LEAST_STEP_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Engine engine;
  private final Function<HttpRequest, String> tenant;
  private final Function<String, QueryLimits> limits;
  private final InstantSource clock;

  /**
   * The endpoint over an engine.
   *
   * @param tenant finds the request's tenant, or refuses it with an HttpException
   * @param limits the limits of a tenant
   * @param clock what "now" is when a request names no time
   */
  public PatternRoutes(
      Engine engine,
      Function<HttpRequest, String> tenant,
      Function<String, QueryLimits> limits,
      InstantSource clock) {
    this.engine = engine;
    this.tenant = tenant;
    this.limits = limits;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(Route.getOrPost("/loki/api/v1/patterns", this::patterns));
  }

  private HttpResponse patterns(HttpRequest request) throws IOException {
    QueryRequest query = query(request, tenant.apply(request));
    PatternMiner miner = new PatternMiner(query.stepNanos());
    for (LogLine line : lines(request, query)) {
      Labels.Builder stream = new Labels.Builder();
      line.labels().stream().forEach(stream::set);
      String level = line.labels().all().getOrEmpty("detected_level");
      miner.add(
          stream.build(), line.timestampNanos(), line.line(), level.isEmpty() ? "unknown" : level);
    }
    return HttpResponse.json(200, encode(miner.patterns()));
  }

  private QueryRequest query(HttpRequest request, String tenantId) {
    TimeParameters.Range range =
        TimeParameters.range(request, TimeParameters.nanos(clock.instant()));
    long length = range.endNanos() - range.startNanos();
    if (length < 0) {
      throw QueryParameters.bad("end timestamp must not be before or equal to start time");
    }
    long step = Math.max(LEAST_STEP_NANOS, QueryParameters.step(request, length));
    LogQuery selector =
        new LogQuery(Selectors.parse(TimeParameters.text(request.param("query"))), List.of());
    QueryParameters.checkLength(length, limits.apply(tenantId));
    return new QueryRequest(
        tenantId,
        selector,
        range.startNanos(),
        range.endNanos(),
        step,
        MAX_LINES,
        Direction.BACKWARD,
        0,
        false);
  }

  private List<LogLine> lines(HttpRequest request, QueryRequest query) throws IOException {
    QueryContext context = new QueryContext(limits.apply(query.tenant()));
    request.onCancel(context::cancel);
    try {
      return switch (engine.execute(query, context)) {
        case QueryResult.Lines lines -> lines.lines();
        case QueryResult.Matrix _, QueryResult.Vector _, QueryResult.Scalar _ ->
            throw new IllegalStateException("a log query has lines for a result");
      };
    } catch (QueryException e) {
      throw new HttpException(e.status(), String.valueOf(e.getMessage()));
    }
  }

  private static byte[] encode(List<LinePattern> patterns) {
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
    return json.endArray().endObject().toBytes();
  }
}
