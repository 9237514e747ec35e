package io.millrace.ingester;

/** The ingester is still reading its log, or has been stopped: come again later. */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotReadyException(String message) {
    super(message);
  }
}
