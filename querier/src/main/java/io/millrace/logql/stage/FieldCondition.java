package io.millrace.logql.stage;

import java.util.ArrayList;
import java.util.List;

/**
 * A condition on one label alone that lines must satisfy as they come from the parser.
 *
 * @param label its number in every run of the pipeline
 * @param name its name
 */
record FieldCondition(int label, String name, LabelCondition condition) {
  /** Those of the label filters that stand right behind the first stage. */
  static List<FieldCondition> of(List<LineStage> stages, List<String> names) {
    List<FieldCondition> found = new ArrayList<>();
    for (int i = 1; i < stages.size(); i++) {
      if (!(stages.get(i) instanceof LabelFilterStage filter)) {
        break;
      }
      for (LabelCondition condition : filter.condition().conjuncts()) {
        int label = condition.onlyLabel();
        // Of that name there may be two fields, one of which gave way to a label of the stream.
        if (label >= 0 && !names.get(label).endsWith(Wanted.EXTRACTED)) {
          found.add(new FieldCondition(label, names.get(label), condition));
        }
      }
    }
    return List.copyOf(found);
  }
}
