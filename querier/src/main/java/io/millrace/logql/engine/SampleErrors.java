package io.millrace.logql.engine;

import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineRun;

/** Fails a metric query at a line that a stage could not work on. */
final class SampleErrors {
  private static final String ERROR = "__error__";
  private static final String PRESERVE = "__preserve_error__";

  private SampleErrors() {}

  static void check(LineRun run, boolean allLabelsShow) {
    if (run.error().isEmpty() && !(allLabelsShow && run.hasError())) {
      return;
    }
    LabelSet labels = run.labels().all();
    String error = labels.getOrEmpty(ERROR);
    if (error.isEmpty() || labels.getOrEmpty(PRESERVE).equals("true")) {
      return;
    }
    throw QueryException.badRequest(
        "pipeline error: '"
            + error
            + "' for series: '"
            + labels
            + "'.\n"
            + "Use a label filter to intentionally skip this error. (e.g | __error__!=\""
            + error
            + "\").\n"
            + "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
            + "The label filter can also be specified after unwrap. (e.g | unwrap latency |"
            + " __error__=\"\" )\n");
  }
}
