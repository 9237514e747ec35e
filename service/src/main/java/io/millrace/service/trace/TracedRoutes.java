package io.millrace.service.trace;

import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.Routes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.slf4j.MDC;

/** Gives each request a span: {@code POST /loki/api/v1/push}. */
public final class TracedRoutes {
  private TracedRoutes() {}

  /** The same routes with spans, or the very same when tracing is off. */
  public static Routes of(Routes routes, Tracing tracing) {
    if (!tracing.isOn()) {
      return routes;
    }
    Tracer tracer = tracing.tracer();
    return routes.map(route -> isWatched(route) ? traced(route, tracer) : route);
  }

  /** Probes and scrapes would drown what one looks for. */
  private static boolean isWatched(Route route) {
    return switch (route.pathTemplate()) {
      case "/ready", "/live", "/metrics" -> false;
      default -> true;
    };
  }

  private static Route traced(Route route, Tracer tracer) {
    HttpHandler handler = route.handler();
    return route.with(
        request -> {
          Span span =
              tracer
                  .spanBuilder(request.method() + " " + route.pathTemplate())
                  .setSpanKind(SpanKind.SERVER)
                  .setParent(TraceHeaders.of(request))
                  .setAttribute("http.request.method", request.method().name())
                  .setAttribute("http.route", route.pathTemplate())
                  .setAttribute("http.request.body.size", (long) request.wireBodyBytes())
                  .setAttribute("millrace.request_id", request.id())
                  .startSpan();
          MDC.put("trace_id", span.getSpanContext().getTraceId());
          try (Scope _ = span.makeCurrent()) {
            HttpResponse response = handler.handle(request);
            span.setAttribute("http.response.status_code", (long) response.status());
            if (response.status() >= 500) {
              span.setStatus(StatusCode.ERROR);
            }
            return response;
          } catch (Exception | Error e) {
            span.recordException(e);
            span.setStatus(StatusCode.ERROR);
            throw e;
          } finally {
            String tenant = MDC.get("org_id");
            if (tenant != null) {
              span.setAttribute("millrace.tenant", tenant);
            }
            span.end();
          }
        });
  }
}
