package io.millrace.logql.stage;

/** Keeps lines whose labels satisfy a condition. */
record LabelFilterStage(LabelCondition condition) implements LineStage {
  @Override
  public boolean apply(LineRun run) {
    return condition.test(run);
  }
}
