package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import java.util.List;

/** What a well-formed query must satisfy besides. */
public final class QueryChecks {
  private static final String USELESS_SELECTOR =
      "queries require at least one regexp or equality matcher that does not have an"
          + " empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but"
          + " app=~\".+\" will";

  private QueryChecks() {}

  static void check(Query query) {
    switch (query) {
      case LogQuery log -> checkMatchers(log.matchers());
      case MetricQuery metric -> checkMetric(metric);
      case VariantsQuery variants -> {
        variants.variants().forEach(QueryChecks::checkMetric);
        checkMatchers(variants.of().query().matchers());
      }
    }
  }

  private static void checkMetric(MetricQuery query) {
    switch (query) {
      case MetricQuery.RangeAggregation range -> checkMatchers(range.range().query().matchers());
      case MetricQuery.VectorAggregation vector -> checkOperand(vector.of());
      case MetricQuery.LabelReplace replace -> checkOperand(replace.of());
      case MetricQuery.Binary binary -> {
        checkMetric(binary.left());
        checkMetric(binary.right());
      }
      case MetricQuery.VectorLiteral _, MetricQuery.NumberLiteral _ -> {}
    }
  }

  /** A function over a vector has no use for a number, which has no selector. */
  private static void checkOperand(MetricQuery operand) {
    if (operand instanceof MetricQuery.NumberLiteral) {
      throw ParseException.of(USELESS_SELECTOR);
    }
    checkMetric(operand);
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
