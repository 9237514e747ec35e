package io.millrace.ingester.push;

/** A push of which nothing was stored. */
public final class PushRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal.
   *
   * @param status for the HTTP answer
   * @param message for the client, without a line end
   */
  public PushRefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** The message, which is never missing. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
