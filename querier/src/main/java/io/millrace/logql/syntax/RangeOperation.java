package io.millrace.logql.syntax;

import java.util.Locale;

/** The functions over the samples of a window. */
public enum RangeOperation {
  RATE,
  RATE_COUNTER,
  COUNT_OVER_TIME,
  BYTES_OVER_TIME,
  BYTES_RATE,
  SUM_OVER_TIME,
  AVG_OVER_TIME,
  MIN_OVER_TIME,
  MAX_OVER_TIME,
  STDVAR_OVER_TIME,
  STDDEV_OVER_TIME,
  QUANTILE_OVER_TIME,
  FIRST_OVER_TIME,
  LAST_OVER_TIME,
  ABSENT_OVER_TIME;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The name in a query. */
  public String word() {
    return word;
  }

  /** True when the function may have its own {@code by} or {@code without}. */
  boolean allowsGrouping() {
    return switch (this) {
      case AVG_OVER_TIME,
          MIN_OVER_TIME,
          MAX_OVER_TIME,
          STDVAR_OVER_TIME,
          STDDEV_OVER_TIME,
          QUANTILE_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME ->
          true;
      case RATE,
          RATE_COUNTER,
          COUNT_OVER_TIME,
          BYTES_OVER_TIME,
          BYTES_RATE,
          SUM_OVER_TIME,
          ABSENT_OVER_TIME ->
          false;
    };
  }

  /** True when the function reads values, and so needs {@code unwrap}. */
  boolean needsUnwrap() {
    return switch (this) {
      case RATE, COUNT_OVER_TIME, BYTES_OVER_TIME, BYTES_RATE, ABSENT_OVER_TIME -> false;
      case RATE_COUNTER,
          SUM_OVER_TIME,
          AVG_OVER_TIME,
          MIN_OVER_TIME,
          MAX_OVER_TIME,
          STDVAR_OVER_TIME,
          STDDEV_OVER_TIME,
          QUANTILE_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME ->
          true;
    };
  }

  /** True when the function counts lines or bytes, and so takes no {@code unwrap}. */
  boolean refusesUnwrap() {
    return this == COUNT_OVER_TIME || this == BYTES_OVER_TIME || this == BYTES_RATE;
  }
}
