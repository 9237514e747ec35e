package io.millrace.logql.stage;

/** A compiled stage; immutable and safe for use by any number of threads. */
interface LineStage {
  /** Works on the line at hand; false when the line is to go. */
  boolean apply(LineRun run);
}
