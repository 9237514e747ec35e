package io.millrace.cli;

/** The command was used wrongly, or its config is wrong: exit code 2. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
