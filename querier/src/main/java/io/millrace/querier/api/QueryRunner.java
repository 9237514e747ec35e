package io.millrace.querier.api;

import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.VariantsQuery;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGate;
import io.millrace.querier.limits.QueryGuard;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Locale;

/** Runs a request's query under the limits of its tenant, until the client goes away. */
final class QueryRunner {
  private final ApiContext api;

  QueryRunner(ApiContext api) {
    this.api = api;
  }

  /** Reads a query from a request; throws what the parser does, or an HttpException. */
  interface Reader {
    QueryRequest read(String tenant, QuerierLimits limits);
  }

  /** A result and what it took. */
  record Run(QueryResult result, QueryContext context) {}

  /**
   * Runs the query that {@code reader} finds in the request.
   *
   * @throws HttpException when the query is refused or fails
   */
  Run run(HttpRequest request, String queryText, Reader reader) throws IOException {
    String tenant = api.tenant(request);
    QuerierLimits limits = api.limits(tenant);
    try (QueryGate.Turn _ =
        api.gate().enter(tenant, limits.query().timeout(), request::isCancelled)) {
      return run(request, queryText, reader, tenant, limits);
    } catch (QueryGate.RefusedException e) {
      throw new HttpException(429, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while waiting").initCause(e);
    }
  }

  private Run run(
      HttpRequest request, String queryText, Reader reader, String tenant, QuerierLimits limits)
      throws IOException {
    QueryContext context = new QueryContext(limits.query(), isDrilldown(request));
    request.onCancel(context::cancel);
    return refusing(
        () -> {
          QueryRequest asked = reader.read(tenant, limits);
          QueryRequest query = QueryGuard.admit(asked, queryText, limits, api.now());
          boolean nothing = query.startNanos() > query.endNanos();
          QuerySpan.plan(queryText, query);
          QueryResult result = nothing ? empty(query) : api.engine().execute(query, context);
          QuerySpan.done(context.stats());
          return new Run(result, context);
        });
  }

  /** The lines that a log query has found. */
  record Found(List<LogLine> lines, QueryContext context) {}

  /** As {@link #run}, for a log query. */
  Found lines(HttpRequest request, String queryText, Reader reader) throws IOException {
    Run run = run(request, queryText, reader);
    return switch (run.result()) {
      case QueryResult.Lines lines -> new Found(lines.lines(), run.context());
      case QueryResult.Matrix _, QueryResult.Vector _, QueryResult.Scalar _ ->
          throw new IllegalStateException("a log query has lines for a result");
    };
  }

  /** Something that a query can make fail. */
  interface Action<T> {
    T run() throws IOException;
  }

  /** Runs something; what the author of the query did wrong becomes the answer. */
  static <T> T refusing(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (ParseException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      throw new HttpException(e.status(), String.valueOf(e.getMessage()));
    }
  }

  private static QueryResult empty(QueryRequest query) {
    return switch (query.query()) {
      case LogQuery _ -> new QueryResult.Lines(List.of());
      case MetricQuery _, VariantsQuery _ ->
          query.instant() ? new QueryResult.Vector(List.of()) : new QueryResult.Matrix(List.of());
    };
  }

  /** Grafana's Logs Drilldown would rather have some of the series than an error. */
  private static boolean isDrilldown(HttpRequest request) {
    return TimeParameters.text(request.header("X-Query-Tags"))
        .toLowerCase(Locale.ROOT)
        .contains("source=grafana-lokiexplore-app");
  }
}
