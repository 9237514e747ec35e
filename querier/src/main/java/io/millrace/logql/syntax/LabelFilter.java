package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;

/** A condition on the labels of a line. */
public sealed interface LabelFilter {

  /** How a label that holds a number, duration or size is compared. */
  enum Comparison {
    EQUAL("=="),
    NOT_EQUAL("!="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<=");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  record Matches(LabelMatcher matcher) implements LabelFilter {}

  record Numeric(String label, Comparison comparison, double value) implements LabelFilter {}

  record Duration(String label, Comparison comparison, long nanos) implements LabelFilter {}

  /** Compares a size; {@code bytes} is unsigned. */
  record Size(String label, Comparison comparison, long bytes) implements LabelFilter {}

  record Ip(String label, boolean negated, String pattern) implements LabelFilter {}

  record And(LabelFilter left, LabelFilter right) implements LabelFilter {}

  record Or(LabelFilter left, LabelFilter right) implements LabelFilter {}
}
