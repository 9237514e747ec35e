package io.millrace.querier.api;

import io.millrace.logql.engine.QueryException;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGuard;
import io.millrace.querier.tail.FrameEncoder;
import io.millrace.querier.tail.TailRequest;
import io.millrace.querier.tail.Tails;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.WebSocketOptions;
import io.millrace.units.ValueException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The endpoints that follow a query over a WebSocket. */
public final class TailRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_DELAY_SECONDS = 5;
  private static final long DEFAULT_SINCE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Tails tails;
  private final ApiContext api;

  public TailRoutes(ApiContext api, Tails tails) {
    this.api = api;
    this.tails = tails;
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
    String tenant = api.tenant(request);
    QuerierLimits limits = api.limits(tenant);
    TailRequest wanted = wanted(request, tenant, limits);
    return HttpResponse.webSocket(
        WebSocketOptions.DEFAULT, session -> tails.run(wanted, limits, encoder, session));
  }

  private TailRequest wanted(HttpRequest request, String tenant, QuerierLimits limits) {
    String text = TimeParameters.text(request.param("query"));
    try {
      if (!(Parser.parse(text) instanceof LogQuery query)) {
        throw QueryParameters.bad("only log selector is supported");
      }
      QueryGuard.check(query, text, limits);
      // Stages may be malformed too; that has to be said before the upgrade.
      Pipeline.compile(query.stages(), null, Wanted.ALL);
      int limit = QueryParameters.limit(request, DEFAULT_LIMIT);
      QueryGuard.checkEntries(limit, limits);
      long now = api.now();
      String startText = TimeParameters.text(request.param("start"));
      long start =
          Math.max(
              TimeParameters.time(startText, now - DEFAULT_SINCE_NANOS),
              QueryGuard.earliest(limits, now));
      String delayText = TimeParameters.text(request.param("delay_for"));
      long delay = delayText.isEmpty() ? 0 : TimeParameters.integer("Atoi", delayText);
      if (delay > MAX_DELAY_SECONDS) {
        throw QueryParameters.bad("delay_for can't be greater than " + MAX_DELAY_SECONDS);
      }
      long delayNanos = TimeUnit.SECONDS.toNanos(Math.max(0, delay));
      return new TailRequest(tenant, query, start, limit, delayNanos);
    } catch (ParseException | ValueException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      throw new HttpException(e.status(), String.valueOf(e.getMessage()));
    }
  }
}
