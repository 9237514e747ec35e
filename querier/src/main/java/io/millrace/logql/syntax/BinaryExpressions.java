package io.millrace.logql.syntax;

import java.util.Locale;

/** Builds binary expressions, with their checks; numbers are computed at once. */
final class BinaryExpressions {
  private BinaryExpressions() {}

  static MetricQuery of(
      BinaryOperator operator,
      boolean returnBool,
      VectorMatching matching,
      Query left,
      Query right) {
    MetricQuery leftMetric = metric("left", operator, left);
    MetricQuery rightMetric = metric("right", operator, right);
    if (operator.isSet()) {
      refuseNumber("left", operator, leftMetric);
      refuseNumber("right", operator, rightMetric);
    }
    if (leftMetric instanceof MetricQuery.NumberLiteral l
        && rightMetric instanceof MetricQuery.NumberLiteral r) {
      return new MetricQuery.NumberLiteral(operator.apply(l.value(), r.value()));
    }
    return new MetricQuery.Binary(operator, returnBool, matching, leftMetric, rightMetric);
  }

  private static MetricQuery metric(String leg, BinaryOperator operator, Query query) {
    if (query instanceof MetricQuery metric) {
      return metric;
    }
    String type =
        query instanceof LogQuery log
            ? log.stages().isEmpty() ? "MatchersExpr" : "PipelineExpr"
            : "MultiVariantExpr";
    throw ParseException.of(
        "unexpected type for "
            + leg
            + " leg of binary operation ("
            + operator.symbol()
            + "): *syntax."
            + type);
  }

  private static void refuseNumber(String leg, BinaryOperator operator, MetricQuery query) {
    if (query instanceof MetricQuery.NumberLiteral number) {
      throw ParseException.of(
          String.format(
              Locale.ROOT,
              "unexpected literal for %s leg of logical/set binary operation (%s): %f",
              leg,
              operator.symbol(),
              number.value()));
    }
  }
}
