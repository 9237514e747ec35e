package io.millrace.ingester;

import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.util.List;
import java.util.Set;

/** Loki's endpoints for flushing on demand. */
public final class FlushRoutes {
  private FlushRoutes() {}

  /** {@code GET} or {@code POST /flush}: 204 when all that was pushed before is in the store. */
  public static List<Route> of(Ingester ingester) {
    HttpHandler flush =
        _ -> {
          ingester.flushes().flushAll();
          return HttpResponse.empty(204);
        };
    return List.of(
        new Route(Set.of(Method.GET, Method.POST), "/flush", flush, RouteOptions.DEFAULT));
  }
}
