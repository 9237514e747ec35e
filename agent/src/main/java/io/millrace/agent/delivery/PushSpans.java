package io.millrace.agent.delivery;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;

/**
 * Pushes with a span for each attempt, of which the server is told by {@code traceparent}. Safe for
 * use by any thread.
 */
record PushSpans(Tracer tracer, PushClient client, ClientSettings settings) {
  private static final int FIRST_ERROR = 400;

  /**
   * Posts a compressed request and waits for the answer.
   *
   * @param entries in the request
   * @param retry how often it was sent before
   */
  PushClient.Answer post(byte[] body, String tenant, int entries, int retry)
      throws IOException, InterruptedException {
    Span span =
        tracer
            .spanBuilder("POST " + settings.url().getPath())
            .setNoParent()
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("http.request.method", "POST")
            .setAttribute("server.address", settings.host())
            .setAttribute("http.request.body.size", (long) body.length)
            .setAttribute("http.request.resend_count", (long) retry)
            .setAttribute("millrace.entries", (long) entries)
            .setAttribute("millrace.tenant", tenant)
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      PushClient.Answer answer = client.post(body, tenant);
      span.setAttribute("http.response.status_code", (long) answer.status());
      if (answer.status() >= FIRST_ERROR) {
        span.setStatus(StatusCode.ERROR, answer.message());
      }
      return answer;
    } catch (IOException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }
}
