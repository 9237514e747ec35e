package io.millrace.querier.api;

import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.QueryContext;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGate;
import io.millrace.service.http.HttpRequest;
import io.millrace.store.LogReader;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What the endpoints of the query API work with.
 *
 * @param reader the store that {@code engine} runs queries over
 * @param tenants finds the tenant of a request, or refuses it with an HttpException
 * @param limits the limits of a tenant; may answer otherwise from one call to the next
 * @param gate where queries wait for their turn
 * @param clock what "now" is when a request names no time
 */
public record ApiContext(
    Engine engine,
    LogReader reader,
    Function<HttpRequest, String> tenants,
    Function<String, QuerierLimits> limits,
    QueryGate gate,
    InstantSource clock) {

  String tenant(HttpRequest request) {
    return tenants.apply(request);
  }

  QuerierLimits limits(String tenant) {
    return limits.apply(tenant);
  }

  /** One who waits for an answer under a tenant's limits, until the client goes away. */
  QueryContext context(HttpRequest request, QuerierLimits limits) {
    QueryContext context = new QueryContext(limits.query());
    request.onCancel(context::cancel);
    return context;
  }

  /** Nanoseconds since 1970. */
  long now() {
    return TimeParameters.nanos(clock.instant());
  }
}
