package io.millrace.agent.receive;

/** A body that is no push. */
final class BadPushException extends Exception {
  private static final long serialVersionUID = 1L;

  BadPushException(String message) {
    super(message);
  }
}
