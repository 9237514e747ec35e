package io.millrace.logql.syntax;

import java.util.Locale;

/** The functions over the samples of one step. */
public enum VectorOperation {
  SUM,
  AVG,
  MIN,
  MAX,
  COUNT,
  STDDEV,
  STDVAR,
  TOPK,
  BOTTOMK,
  SORT,
  SORT_DESC,
  APPROX_TOPK;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The name in a query. */
  public String word() {
    return word;
  }

  boolean takesCount() {
    return this == TOPK || this == BOTTOMK || this == APPROX_TOPK;
  }

  public boolean sorts() {
    return this == SORT || this == SORT_DESC;
  }
}
