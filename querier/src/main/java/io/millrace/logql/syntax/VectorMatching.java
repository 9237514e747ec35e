package io.millrace.logql.syntax;

import java.util.List;

/**
 * How the samples of two vectors find each other.
 *
 * @param on whether {@code labels} are those to match on, else those to ignore
 * @param include labels that the many side takes over from the one side
 */
public record VectorMatching(
    boolean on, List<String> labels, Cardinality cardinality, List<String> include) {
  /** How many samples of one side may meet one of the other. */
  public enum Cardinality {
    ONE_TO_ONE,
    MANY_TO_ONE,
    ONE_TO_MANY
  }

  public static final VectorMatching DEFAULT =
      new VectorMatching(false, List.of(), Cardinality.ONE_TO_ONE, List.of());

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }
}
