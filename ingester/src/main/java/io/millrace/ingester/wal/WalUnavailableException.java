package io.millrace.ingester.wal;

/**
 * The log can't take a record now: the disk is full or failing, or the log is closed. Nothing was
 * acknowledged; the caller should ask the client to come again.
 */
public final class WalUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  WalUnavailableException(String message) {
    super(message);
  }

  WalUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
