package io.millrace.logql.stage;

/** Keeps lines that match, or that don't. */
record LineFilterStage(LineMatcher matcher, boolean negated) implements LineStage {
  @Override
  public boolean apply(LineRun run) {
    return matcher.matches(run.lineBuffer(), run.lineStart(), run.lineEnd()) != negated;
  }
}
