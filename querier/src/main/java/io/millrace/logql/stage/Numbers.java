package io.millrace.logql.stage;

import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;

/** Reads label values as numbers. */
final class Numbers {
  private Numbers() {}

  static double parse(LineRun run, int label) throws ValueException {
    return run.isSlice(label)
        ? GoFloat.parse(run.buffer(label), run.start(label), run.end(label))
        : GoFloat.parse(run.text(label));
  }
}
