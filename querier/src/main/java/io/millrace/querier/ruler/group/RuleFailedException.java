package io.millrace.querier.ruler.group;

import java.io.IOException;

/** A rule could not be evaluated, for a reason that its author should know. */
public final class RuleFailedException extends IOException {
  private static final long serialVersionUID = 1;

  public RuleFailedException(String message) {
    super(message);
  }
}
