package io.millrace.logql.syntax;

import java.util.List;

/** The {@code by} or {@code without} clause of an aggregation. */
public record Grouping(boolean without, List<String> labels) {
  public Grouping {
    labels = List.copyOf(labels);
  }
}
