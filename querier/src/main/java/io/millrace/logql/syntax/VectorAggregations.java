package io.millrace.logql.syntax;

import org.jspecify.annotations.Nullable;

/** Builds vector aggregations, with their checks. */
final class VectorAggregations {
  private VectorAggregations() {}

  static MetricQuery of(
      VectorOperation operation,
      @Nullable String parameter,
      MetricQuery of,
      @Nullable Grouping grouping) {
    int count = 0;
    if (operation.takesCount()) {
      count = count(operation, parameter);
    } else if (parameter != null) {
      throw ParseException.of(
          "unsupported parameter for operation " + operation.word() + "(" + parameter + ",");
    }
    if (operation == VectorOperation.APPROX_TOPK && grouping != null) {
      throw ParseException.of("grouping not allowed for approx_topk aggregation");
    }
    if (operation.sorts() && grouping != null && !grouping.labels().isEmpty()) {
      throw ParseException.of("sort and sort_desc doesn't allow grouping by ");
    }
    return new MetricQuery.VectorAggregation(operation, count, of, grouping);
  }

  private static int count(VectorOperation operation, @Nullable String parameter) {
    if (parameter == null) {
      throw ParseException.of("parameter required for operation " + operation.word());
    }
    long count;
    try {
      count = Long.parseLong(parameter);
    } catch (NumberFormatException notWhole) {
      throw ParseException.of("invalid parameter " + operation.word() + "(" + parameter + ",");
    }
    if (count <= 0) {
      throw ParseException.of(
          "invalid parameter (must be greater than 0) " + operation.word() + "(" + parameter);
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }
}
