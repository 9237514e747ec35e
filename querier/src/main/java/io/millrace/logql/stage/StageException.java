package io.millrace.logql.stage;

/** A stage can't be compiled; the message says why, without the name of the stage. */
final class StageException extends Exception {
  private static final long serialVersionUID = 1;

  StageException(String message) {
    super(message);
  }
}
