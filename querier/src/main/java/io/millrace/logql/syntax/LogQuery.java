package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import java.util.List;

/** A stream selector and the pipeline that its lines go through. */
public record LogQuery(List<LabelMatcher> matchers, List<Stage> stages) implements Query {
  public LogQuery {
    matchers = List.copyOf(matchers);
    stages = List.copyOf(stages);
  }
}
