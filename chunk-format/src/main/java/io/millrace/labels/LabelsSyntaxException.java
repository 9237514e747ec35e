package io.millrace.labels;

/** Text that is not a label set; the message has Prometheus's wording and position. */
public final class LabelsSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  LabelsSyntaxException(String message) {
    super(message);
  }
}
