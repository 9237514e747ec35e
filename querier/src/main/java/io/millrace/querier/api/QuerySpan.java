package io.millrace.querier.api;

import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryStats;
import io.opentelemetry.api.trace.Span;

/** What the request's span tells of its query; nothing when the request is not traced. */
final class QuerySpan {
  private QuerySpan() {}

  /** What is about to be done. */
  static void plan(String text, QueryRequest query) {
    Span span = Span.current();
    if (!span.isRecording()) {
      return;
    }
    span.setAttribute("millrace.query", text);
    span.setAttribute("millrace.query.plan", query.query().toString());
    span.setAttribute("millrace.query.start", query.startNanos());
    span.setAttribute("millrace.query.end", query.endNanos());
    span.setAttribute("millrace.query.step", query.stepNanos());
    span.setAttribute("millrace.query.limit", (long) query.limit());
    span.setAttribute("millrace.query.direction", query.direction().name());
  }

  /** What it took. */
  static void done(QueryStats stats) {
    Span span = Span.current();
    if (!span.isRecording()) {
      return;
    }
    span.setAttribute("millrace.query.stats", stats.toString());
  }
}
