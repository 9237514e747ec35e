package io.millrace.querier.remote;

import java.io.IOException;

/** Ingesters hold more for a query than it may take. */
final class TooMuchHeldException extends IOException {
  private static final long serialVersionUID = 1L;

  TooMuchHeldException(String message) {
    super(message);
  }
}
