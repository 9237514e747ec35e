package io.millrace.units;

/**
 * A text is not a number, duration or size. The message is what Loki would say. It has no stack
 * trace, because log lines raise it by the million.
 */
public final class ValueException extends Exception {
  private static final long serialVersionUID = 1;

  public ValueException(String message) {
    super(message, null, false, false);
  }
}
