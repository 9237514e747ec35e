package io.millrace.logql.engine;

import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.Grouping;
import io.millrace.logql.syntax.Stage;
import io.millrace.logql.syntax.Unwrap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds which labels of a line anyone will look at. */
final class WantedLabels {
  private WantedLabels() {}

  /**
   * The labels that stages read and that a grouping keeps.
   *
   * @param outer the grouping of a sum around the range aggregation
   * @param own the grouping of the range aggregation itself
   */
  static Wanted of(
      List<Stage> stages,
      @Nullable Unwrap unwrap,
      @Nullable Grouping outer,
      @Nullable Grouping own) {
    Grouping grouping = outer != null ? outer : own;
    if (grouping == null || grouping.without()) {
      return Wanted.ALL;
    }
    Set<String> names = new HashSet<>(Pipeline.readLabels(stages, unwrap));
    names.addAll(grouping.labels());
    if (names.contains("*")) {
      return Wanted.ALL;
    }
    boolean keepsErrors = names.remove("__error__");
    names.remove("__error_details__");
    if (keepsErrors && names.isEmpty()) {
      // Someone asks for errors, so that lines have to be parsed for them.
      names.add("__error__");
    }
    if (names.isEmpty() && own != null && outer == null) {
      return Wanted.ALL;
    }
    return new Wanted(names, keepsErrors);
  }
}
