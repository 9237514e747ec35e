package io.millrace.querier.api;

import io.millrace.logql.engine.QueryLimits;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.querier.tail.FrameEncoder;
import io.millrace.querier.tail.TailRequest;
import io.millrace.querier.tail.Tails;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.WebSocketOptions;
import io.millrace.units.ValueException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The endpoints that follow a query over a WebSocket. */
public final class TailRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_DELAY_SECONDS = 5;
  private static final long DEFAULT_SINCE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Tails tails;
  private final Function<HttpRequest, String> tenant;
  private final Function<String, QueryLimits> limits;
  private final InstantSource clock;

  /**
   * Endpoints over tails.
   *
   * @param tenant finds the request's tenant, or refuses it with an HttpException
   * @param limits the limits of a tenant
   * @param clock what "now" is when a request names no time
   */
  public TailRoutes(
      Tails tails,
      Function<HttpRequest, String> tenant,
      Function<String, QueryLimits> limits,
      InstantSource clock) {
    this.tails = tails;
    this.tenant = tenant;
    this.limits = limits;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/loki/api/v1/tail", this::v1),
        Route.get("/api/prom/tail", request -> follow(request, TailJson::legacy)));
  }

  private HttpResponse v1(HttpRequest request) {
    List<String> flags = QueryRoutes.encodingFlags(request);
    return follow(request, (lines, dropped) -> TailJson.v1(lines, dropped, flags));
  }

  private HttpResponse follow(HttpRequest request, FrameEncoder encoder) {
    String tenantId = tenant.apply(request);
    QueryLimits tenantLimits = limits.apply(tenantId);
    TailRequest wanted = wanted(request, tenantId, tenantLimits);
    return HttpResponse.webSocket(
        WebSocketOptions.DEFAULT, session -> tails.run(wanted, tenantLimits, encoder, session));
  }

  private TailRequest wanted(HttpRequest request, String tenantId, QueryLimits tenantLimits) {
    try {
      if (!(Parser.parse(TimeParameters.text(request.param("query"))) instanceof LogQuery query)) {
        throw QueryParameters.bad("only log selector is supported");
      }
      // Stages may be malformed too; that has to be said before the upgrade.
      Pipeline.compile(query.stages(), null, Wanted.ALL);
      int limit = QueryParameters.limit(request, DEFAULT_LIMIT);
      QueryParameters.checkEntries(limit, tenantLimits);
      long now = TimeParameters.nanos(clock.instant());
      long start =
          TimeParameters.time(
              TimeParameters.text(request.param("start")), now - DEFAULT_SINCE_NANOS);
      String delayText = TimeParameters.text(request.param("delay_for"));
      long delay = delayText.isEmpty() ? 0 : TimeParameters.integer("Atoi", delayText);
      if (delay > MAX_DELAY_SECONDS) {
        throw QueryParameters.bad("delay_for can't be greater than " + MAX_DELAY_SECONDS);
      }
      long delayNanos = TimeUnit.SECONDS.toNanos(Math.max(0, delay));
      return new TailRequest(tenantId, query, start, limit, delayNanos);
    } catch (ParseException | ValueException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }
}
