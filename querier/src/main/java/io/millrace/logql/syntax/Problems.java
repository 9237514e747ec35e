package io.millrace.logql.syntax;

import org.jspecify.annotations.Nullable;

/**
 * Errors of expressions that read well but mean nothing. They count only once the whole text has
 * been read, since a syntax error behind them goes first, and of several the outermost and leftmost
 * one is told.
 */
final class Problems {
  private int start;
  private @Nullable ParseException first;

  /** Notes an error of the expression that begins with the token number {@code at}. */
  void add(int at, ParseException problem) {
    // An expression around another one is complete after it, and may begin with the same token.
    if (first == null || at <= start) {
      first = problem;
      start = at;
    }
  }

  void throwFirst() {
    if (first != null) {
      throw first;
    }
  }
}
