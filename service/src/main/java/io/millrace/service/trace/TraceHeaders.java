package io.millrace.service.trace;

import io.millrace.service.http.HttpRequest;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@code traceparent} and {@code tracestate}, as W3C's Trace Context has them. */
public final class TraceHeaders {
  private static final TextMapGetter<HttpRequest> GETTER =
      new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable HttpRequest request, String key) {
          return request == null ? null : request.header(key);
        }
      };

  private TraceHeaders() {}

  /** The caller's span, for a parent; the root if the request names none or a broken one. */
  static Context of(HttpRequest request) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), request, GETTER);
  }

  /** Tells another server of this thread's span; does nothing when there is none. */
  public static void pass(BiConsumer<String, String> setHeader) {
    W3CTraceContextPropagator.getInstance()
        .inject(Context.current(), setHeader, (to, name, value) -> accept(to, name, value));
  }

  /** The work for another thread, under this thread's span. */
  public static <T> Callable<T> carrying(Callable<T> work) {
    return Context.current().wrap(work);
  }

  private static void accept(
      @Nullable BiConsumer<String, String> setHeader, String name, String value) {
    if (setHeader != null) {
      setHeader.accept(name, value);
    }
  }
}
