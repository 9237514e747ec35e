package io.millrace.logql.syntax;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** An expression whose value is a number or a vector of samples at each step. */
public sealed interface MetricQuery extends Query {

  /**
   * A function over the samples in a window of log lines.
   *
   * @param parameter the quantile, for {@code quantile_over_time}
   */
  record RangeAggregation(
      RangeOperation operation,
      @Nullable Double parameter,
      LogRange range,
      @Nullable Grouping grouping)
      implements MetricQuery {}

  /**
   * A function over the samples of one step.
   *
   * @param count how many samples {@code topk} and its like keep; 0 for other functions
   */
  record VectorAggregation(
      VectorOperation operation, int count, MetricQuery of, @Nullable Grouping grouping)
      implements MetricQuery {}

  /** An operator between two expressions. */
  record Binary(
      BinaryOperator operator,
      boolean returnBool,
      VectorMatching matching,
      MetricQuery left,
      MetricQuery right)
      implements MetricQuery {}

  /** Sets a label from the parts of another; {@code pattern} is {@code regex}, anchored. */
  record LabelReplace(
      MetricQuery of,
      String destination,
      String replacement,
      String source,
      String regex,
      Pattern pattern)
      implements MetricQuery {}

  /** A vector of one sample without labels. */
  record VectorLiteral(double value) implements MetricQuery {}

  /** A number. */
  record NumberLiteral(double value) implements MetricQuery {}
}
