package io.millrace.querier.remote;

import java.io.IOException;

/** An ingester does not answer, and answers without it are not wanted. */
public final class MissingIngesterException extends IOException {
  private static final long serialVersionUID = 1L;

  MissingIngesterException(String message) {
    super(message);
  }
}
