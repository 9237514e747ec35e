package io.millrace.querier.ruler.rule;

import java.util.List;

/** Rules that cannot be used; the message has all that is wrong with them. */
public final class RuleException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean isUnreadable;

  RuleException(List<String> problems) {
    super(String.join(", ", problems), null, false, false);
    this.isUnreadable = false;
  }

  RuleException(String message) {
    super(message, null, false, false);
    this.isUnreadable = true;
  }

  /** Whether the text is no group of rules at all, rather than one with mistakes. */
  public boolean isUnreadable() {
    return isUnreadable;
  }
}
