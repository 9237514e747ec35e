package io.millrace.logql.engine;

import io.millrace.labels.Labels;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.syntax.Grouping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides to which series a line belongs. */
final class SampleLabels {
  private final @Nullable Grouping grouping;

  SampleLabels(@Nullable Grouping grouping) {
    this.grouping = grouping;
  }

  /** The labels of the series of the line at hand. */
  LabelSet of(LineRun run) {
    if (grouping == null) {
      return run.unchanged() ? LabelSet.of(run.base()) : run.labels().all();
    }
    if (!grouping.without()) {
      return run.labels(grouping.labels());
    }
    return group(run.unchanged() ? LabelSet.of(run.base()) : run.labels().all(), grouping);
  }

  /** The labels that alone tell series apart; null when others may do so. */
  @Nullable List<String> names() {
    return grouping == null || grouping.without() ? null : grouping.labels();
  }

  /** True when every label of a line tells series apart. */
  boolean showsAll() {
    return grouping == null;
  }

  /**
   * True when all lines of the stream belong to one series, whatever metadata and pipeline add: the
   * grouping asks for labels of the stream alone.
   */
  boolean dependsOnStreamOnly(Labels stream) {
    return grouping != null
        && !grouping.without()
        && grouping.labels().stream().allMatch(stream::has);
  }

  /** The labels that a grouping keeps; an empty label counts as none. */
  static LabelSet group(LabelSet labels, Grouping grouping) {
    return labels.filter(
        name ->
            grouping.labels().contains(name) != grouping.without()
                && !labels.getOrEmpty(name).isEmpty());
  }
}
