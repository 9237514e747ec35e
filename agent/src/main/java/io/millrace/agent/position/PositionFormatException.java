package io.millrace.agent.position;

import java.io.IOException;

/** A state file that cannot be trusted. */
public final class PositionFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  PositionFormatException(String message) {
    super(message);
  }

  PositionFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
