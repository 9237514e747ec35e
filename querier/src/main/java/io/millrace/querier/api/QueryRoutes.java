package io.millrace.querier.api;

import io.millrace.labels.GoQuote;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryLimits;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.logql.syntax.Prettifier;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The endpoints that run LogQL. */
public final class QueryRoutes {
  private final Engine engine;
  private final Function<HttpRequest, String> tenant;
  private final Function<String, QueryLimits> limits;
  private final InstantSource clock;

  /**
   * Endpoints over an engine.
   *
   * @param tenant finds the request's tenant, or refuses it with an HttpException
   * @param limits the limits of a tenant
   * @param clock what "now" is when a request names no time
   */
  public QueryRoutes(
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
    return List.of(
        Route.getOrPost("/loki/api/v1/query", this::instant),
        Route.getOrPost("/loki/api/v1/query_range", this::range),
        Route.getOrPost("/loki/api/v1/format_query", QueryRoutes::format),
        Route.getOrPost("/api/prom/query", this::legacy));
  }

  private long now() {
    return TimeParameters.nanos(clock.instant());
  }

  private static String query(HttpRequest request) {
    return TimeParameters.text(request.param("query"));
  }

  private HttpResponse instant(HttpRequest request) throws IOException {
    return run(request, id -> QueryParameters.instant(request, id, query(request), now()));
  }

  private HttpResponse range(HttpRequest request) throws IOException {
    return run(
        request, id -> QueryParameters.range(request, id, query(request), limits.apply(id), now()));
  }

  private HttpResponse run(HttpRequest request, Function<String, QueryRequest> parameters)
      throws IOException {
    return answer(
        request,
        parameters,
        (result, context) ->
            ResultJson.encode(result, encodingFlags(request), context.warnings(), context.stats()));
  }

  /** Turns a result into the bytes of an answer. */
  private interface Encoder {
    byte[] encode(QueryResult result, QueryContext context);
  }

  private HttpResponse answer(
      HttpRequest request, Function<String, QueryRequest> parameters, Encoder encoder)
      throws IOException {
    String tenantId = tenant.apply(request);
    QueryContext context = new QueryContext(limits.apply(tenantId), isDrilldown(request));
    request.onCancel(context::cancel);
    try {
      QueryResult result = engine.execute(parameters.apply(tenantId), context);
      return HttpResponse.json(200, encoder.encode(result, context));
    } catch (ParseException e) {
      return HttpResponse.text(400, String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      return HttpResponse.text(e.status(), String.valueOf(e.getMessage()));
    }
  }

  static List<String> encodingFlags(HttpRequest request) {
    String header = TimeParameters.text(request.header("X-Loki-Response-Encoding-Flags"));
    return Stream.of(header.split(",", -1))
        .map(String::strip)
        .filter(flag -> !flag.isEmpty())
        .distinct()
        .toList();
  }

  /** Grafana's Logs Drilldown would rather have some of the series than an error. */
  private static boolean isDrilldown(HttpRequest request) {
    return TimeParameters.text(request.header("X-Query-Tags"))
        .toLowerCase(Locale.ROOT)
        .contains("source=grafana-lokiexplore-app");
  }

  private static HttpResponse format(HttpRequest request) {
    Json json = new Json().beginObject();
    try {
      String formatted = Prettifier.format(Parser.parse(query(request)));
      json.name("status").string("success").name("data").string(formatted);
      return HttpResponse.json(200, json.endObject().toBytes());
    } catch (ParseException e) {
      json.name("status").string("invalid-query");
      json.name("error").string(String.valueOf(e.getMessage()));
      return HttpResponse.json(400, json.endObject().toBytes());
    }
  }

  private HttpResponse legacy(HttpRequest request) throws IOException {
    String regexp = TimeParameters.text(request.param("regexp"));
    String query =
        regexp.isEmpty() ? query(request) : query(request) + " |~ " + GoQuote.quote(regexp);
    return answer(
        request,
        id -> {
          QueryRequest parsed = QueryParameters.range(request, id, query, limits.apply(id), now());
          if (!(parsed.query() instanceof LogQuery)) {
            throw new HttpException(400, "legacy endpoints only support streams result type");
          }
          return parsed;
        },
        (result, context) -> {
          if (result instanceof QueryResult.Lines lines) {
            return LegacyJson.encode(lines, context.stats());
          }
          throw new IllegalStateException("a log query has lines for a result");
        });
  }
}
