package io.millrace.ingester.push;

/**
 * How a push ended.
 *
 * @param status of the HTTP answer: 204 when everything was stored, else 400 or 429
 * @param message what was not stored and why; empty with 204
 */
public record PushOutcome(int status, String message) {
  static final PushOutcome STORED = new PushOutcome(204, "");
}
