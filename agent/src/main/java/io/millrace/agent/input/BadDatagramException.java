package io.millrace.agent.input;

/** A datagram that is dropped because it is not what its source takes. */
public final class BadDatagramException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with it. */
  public BadDatagramException(String message) {
    super(message);
  }
}
