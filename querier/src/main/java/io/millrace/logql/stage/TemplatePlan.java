package io.millrace.logql.stage;

import io.millrace.chunk.TemplatedBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the lines of one template go through a pipeline.
 *
 * @param fields null when they have to be parsed one by one
 * @param verdicts of the conditions that can be asked before any label is set
 */
record TemplatePlan(@Nullable FieldPlan fields, List<FieldVerdicts> verdicts) {
  private static final TemplatePlan NONE = new TemplatePlan(null, List.of());

  static TemplatePlan of(FieldReader reader, TemplatedBlock block, int template) {
    FieldPlan fields = FieldPlan.of(block, template, reader.parser(), reader.run());
    if (fields == null) {
      return NONE;
    }
    List<FieldVerdicts> verdicts = new ArrayList<>();
    for (FieldCondition condition : reader.conditions()) {
      int field = fields.only(condition.label());
      // A stream's label of that name is what the condition is about.
      if (field != FieldPlan.SEVERAL && !reader.run().inBase(condition.label())) {
        verdicts.add(new FieldVerdicts(fields, condition, field));
      }
    }
    return new TemplatePlan(fields, List.copyOf(verdicts));
  }
}
