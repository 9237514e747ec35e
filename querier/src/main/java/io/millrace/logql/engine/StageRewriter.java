package io.millrace.logql.engine;

import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.RangeOperation;
import io.millrace.logql.syntax.Stage;
import io.millrace.template.Template;
import io.millrace.template.TemplateException;
import java.util.ArrayList;
import java.util.List;

/** Leaves out stages that can't change a result. */
final class StageRewriter {
  private StageRewriter() {}

  /** The stages of a range aggregation, without a line_format whose line nobody looks at. */
  static List<Stage> forMetric(MetricQuery.RangeAggregation range) {
    List<Stage> stages = range.range().query().stages();
    boolean bytes =
        range.operation() == RangeOperation.BYTES_OVER_TIME
            || range.operation() == RangeOperation.BYTES_RATE;
    if (bytes) {
      return stages;
    }
    List<Stage> kept = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      boolean unread =
          stages.get(i) instanceof Stage.LineFormat format
              && isWellFormed(format.template())
              && stages.subList(i + 1, stages.size()).stream().noneMatch(StageRewriter::readsLine);
      if (!unread) {
        kept.add(stages.get(i));
      }
    }
    return kept;
  }

  /** A malformed template stays, so that it is reported. */
  private static boolean isWellFormed(String template) {
    try {
      Template.parse("line", template);
      return true;
    } catch (TemplateException malformed) {
      return false;
    }
  }

  private static boolean readsLine(Stage stage) {
    return switch (stage) {
      case Stage.LineFilter _,
          Stage.JsonParser _,
          Stage.LogfmtParser _,
          Stage.RegexpParser _,
          Stage.PatternParser _,
          Stage.Unpack _ ->
          true;
      case Stage.LabelFormat format ->
          format.changes().stream()
              .anyMatch(c -> c.template() != null && c.template().contains("__line__"));
      case Stage.LineFormat format -> format.template().contains("__line__");
      case Stage.LabelFilterStage _, Stage.Decolorize _, Stage.Drop _, Stage.Keep _ -> false;
    };
  }
}
