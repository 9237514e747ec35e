package io.millrace.logql.syntax;

import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import org.jspecify.annotations.Nullable;

/** Builds range aggregations, with their checks. */
final class RangeAggregations {
  private RangeAggregations() {}

  static MetricQuery of(
      RangeOperation operation,
      @Nullable String parameter,
      LogRange range,
      @Nullable Grouping grouping) {
    Double value = null;
    if (operation == RangeOperation.QUANTILE_OVER_TIME) {
      value = quantile(operation, parameter);
    } else if (parameter != null) {
      throw ParseException.of(
          "parameter " + parameter + " not supported for operation " + operation.word());
    }
    if (grouping != null && !operation.allowsGrouping()) {
      throw ParseException.of("grouping not allowed for " + operation.word() + " aggregation");
    }
    boolean unwrapped = range.unwrap() != null;
    if (unwrapped && operation.refusesUnwrap()) {
      throw ParseException.of("invalid aggregation " + operation.word() + " with unwrap");
    }
    if (!unwrapped && operation.needsUnwrap()) {
      throw ParseException.of("invalid aggregation " + operation.word() + " without unwrap");
    }
    return new MetricQuery.RangeAggregation(operation, value, range, grouping);
  }

  private static double quantile(RangeOperation operation, @Nullable String parameter) {
    if (parameter == null) {
      throw ParseException.of("parameter required for operation " + operation.word());
    }
    try {
      return GoFloat.parse(parameter);
    } catch (ValueException e) {
      throw ParseException.of(
          "invalid parameter for operation " + operation.word() + ": " + e.getMessage());
    }
  }
}
