package io.millrace.querier.api;

import io.millrace.logql.engine.QueryContext;
import io.millrace.service.http.HttpResponse;

/**
 * Tells in an answer what is missing from it. Answers with Loki's envelope have a field for that;
 * those that clients expect to be a bare object have a header.
 */
final class Warnings {
  /** Warnings, joined by semicolons; not there when the answer is whole. */
  static final String HEADER = "X-Millrace-Warnings";

  private Warnings() {}

  /** Writes the field, after another one, if there is something to say. */
  static void write(Json json, Iterable<String> warnings) {
    boolean any = false;
    for (String warning : warnings) {
      if (!any) {
        json.name("warnings").beginArray();
        any = true;
      }
      json.string(warning);
    }
    if (any) {
      json.endArray();
    }
  }

  /** The answer with the header, if there is something to say. */
  static HttpResponse inHeader(HttpResponse answer, QueryContext context) {
    if (context.warnings().isEmpty()) {
      return answer;
    }
    String text = String.join("; ", context.warnings());
    StringBuilder ascii = new StringBuilder(text.length());
    text.chars().forEach(c -> ascii.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
    return answer.withHeader(HEADER, ascii.toString());
  }
}
