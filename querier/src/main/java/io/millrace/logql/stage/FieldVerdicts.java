package io.millrace.logql.stage;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.TemplateValues;
import org.jspecify.annotations.Nullable;

/**
 * What a condition says of the lines of one template by the value of its field: asked once for each
 * distinct value where the block has a list of them. Not safe for concurrent use.
 */
final class FieldVerdicts {
  private static final byte UNKNOWN = 0;
  private static final byte PASS = 1;
  private static final byte DROP = 2;

  private final FieldPlan plan;
  private final FieldCondition condition;
  private final int field;
  private boolean opened;
  private @Nullable TemplateValues values;
  private byte[] byCode = new byte[0];

  /** Verdicts on a field of the plan; below zero when it has none. */
  FieldVerdicts(FieldPlan plan, FieldCondition condition, int field) {
    this.plan = plan;
    this.condition = condition;
    this.field = field;
  }

  String name() {
    return condition.name();
  }

  /**
   * True when the condition does not hold for a line, if neither the stream nor the metadata has a
   * label of the name.
   *
   * @param probe a run without labels
   */
  boolean drops(LineRun probe, int row) throws FormatException {
    if (!opened) {
      opened = true;
      values = plan.values(field);
      byCode = new byte[values == null ? 1 : values.distinct()];
    }
    if (byCode.length == 0) {
      return !holds(probe, row);
    }
    int code = values == null ? 0 : values.code(row);
    byte known = byCode[code];
    if (known == UNKNOWN) {
      known = holds(probe, row) ? PASS : DROP;
      byCode[code] = known;
    }
    return known == DROP;
  }

  private boolean holds(LineRun probe, int row) throws FormatException {
    probe.nextLine();
    plan.applyOnly(probe, field, row);
    return condition.condition().test(probe);
  }
}
