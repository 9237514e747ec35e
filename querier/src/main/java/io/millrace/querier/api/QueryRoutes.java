package io.millrace.querier.api;

import io.millrace.labels.GoQuote;
import io.millrace.logql.engine.QueryContext;
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
import java.util.List;
import java.util.stream.Stream;

/** The endpoints that run LogQL. */
public final class QueryRoutes {
  private final ApiContext api;
  private final QueryRunner runner;

  public QueryRoutes(ApiContext api) {
    this.api = api;
    this.runner = new QueryRunner(api);
  }

  public List<Route> routes() {
    return List.of(
        Route.getOrPost("/loki/api/v1/query", this::instant),
        Route.getOrPost("/loki/api/v1/query_range", this::range),
        Route.getOrPost("/loki/api/v1/format_query", QueryRoutes::format),
        Route.getOrPost("/api/prom/query", this::legacy));
  }

  private static String query(HttpRequest request) {
    return TimeParameters.text(request.param("query"));
  }

  private HttpResponse instant(HttpRequest request) throws IOException {
    String query = query(request);
    return v1(
        request,
        runner.run(
            request,
            query,
            (tenant, _) -> QueryParameters.instant(request, tenant, query, api.now())));
  }

  private HttpResponse range(HttpRequest request) throws IOException {
    String query = query(request);
    return v1(
        request,
        runner.run(
            request,
            query,
            (tenant, limits) -> QueryParameters.range(request, tenant, query, limits, api.now())));
  }

  private static HttpResponse v1(HttpRequest request, QueryRunner.Run run) {
    QueryContext context = run.context();
    byte[] body =
        ResultJson.encode(
            run.result(), encodingFlags(request), context.warnings(), context.stats());
    return HttpResponse.json(200, body);
  }

  static List<String> encodingFlags(HttpRequest request) {
    String header = TimeParameters.text(request.header("X-Loki-Response-Encoding-Flags"));
    return Stream.of(header.split(",", -1))
        .map(String::strip)
        .filter(flag -> !flag.isEmpty())
        .distinct()
        .toList();
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
    QueryRunner.Run run =
        runner.run(
            request,
            query,
            (tenant, limits) -> {
              QueryRequest parsed =
                  QueryParameters.range(request, tenant, query, limits, api.now());
              if (!(parsed.query() instanceof LogQuery)) {
                throw new HttpException(400, "legacy endpoints only support streams result type");
              }
              return parsed;
            });
    if (run.result() instanceof QueryResult.Lines lines) {
      byte[] body = LegacyJson.encode(lines, run.context().stats());
      return Warnings.inHeader(HttpResponse.json(200, body), run.context());
    }
    throw new IllegalStateException("a log query has lines for a result");
  }
}
