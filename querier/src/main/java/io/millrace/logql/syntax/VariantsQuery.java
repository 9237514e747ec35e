package io.millrace.logql.syntax;

import java.util.List;

/** Several aggregations over one scan. */
public record VariantsQuery(List<MetricQuery> variants, LogRange of) implements Query {
  public VariantsQuery {
    variants = List.copyOf(variants);
  }
}
