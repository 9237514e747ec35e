package io.millrace.logql.engine;

import io.millrace.logql.stage.LabelSet;
import io.millrace.store.LabelMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The result of {@code absent_over_time}: 1 where no series has a sample. */
final class Absence {
  private Absence() {}

  static List<StepSeries> of(List<StepSeries> present, List<LabelMatcher> matchers, int steps) {
    StepSeries absent = new StepSeries(labels(matchers), steps);
    for (int i = 0; i < steps; i++) {
      int step = i;
      if (present.stream().noneMatch(series -> series.has(step))) {
        absent.set(i, 1);
      }
    }
    return absent.isEmpty() ? List.of() : List.of(absent);
  }

  /** What the selector says by equality, and nothing else, about labels. */
  private static LabelSet labels(List<LabelMatcher> matchers) {
    Set<String> ambiguous = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      if (matcher.type() != LabelMatcher.Type.EQUAL || !seen.add(matcher.name())) {
        ambiguous.add(matcher.name());
      }
    }
    List<String> pairs = new ArrayList<>();
    for (LabelMatcher matcher : matchers) {
      if (!ambiguous.contains(matcher.name()) && !matcher.value().isEmpty()) {
        pairs.add(matcher.name());
        pairs.add(matcher.value());
      }
    }
    return LabelSet.of(pairs.toArray(new String[0]));
  }
}
