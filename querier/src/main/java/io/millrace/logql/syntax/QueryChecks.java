package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a well-formed query must satisfy besides. */
public final class QueryChecks {
  private static final String USELESS_SELECTOR =
      "queries require at least one regexp or equality matcher that does not have an"
          + " empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but"
          + " app=~\".+\" will";

  private QueryChecks() {}

  /** Why a function over a vector has no use for the operand, or null when it has. */
  static @Nullable ParseException ofOperand(MetricQuery operand) {
    // A number has no selector.
    return operand instanceof MetricQuery.NumberLiteral
        ? ParseException.of(USELESS_SELECTOR)
        : null;
  }

  /** Refuses a selector that selects every stream. */
  public static void checkMatchers(List<LabelMatcher> matchers) {
    for (LabelMatcher matcher : matchers) {
      if (!matcher.matchesEmpty()) {
        return;
      }
    }
    throw ParseException.of(USELESS_SELECTOR);
  }
}
