package io.millrace.service.lifecycle;

/** A component could not start; those before it have been stopped. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String component, Throwable cause) {
    super(
        "cannot start "
            + component
            + ": "
            + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
        cause);
  }
}
