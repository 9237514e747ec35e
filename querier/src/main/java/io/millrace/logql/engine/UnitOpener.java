package io.millrace.logql.engine;

import io.millrace.chunk.TemplatedBlock;
import io.millrace.logql.stage.FieldReader;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens units for one worker: without whole lines where the pipeline can do without them. */
final class UnitOpener {
  private final QueryContext context;
  private final Pipeline pipeline;
  private final LineRun run;
  private final @Nullable FieldReader fields;

  /**
   * An opener.
   *
   * @param showsLines whether lines that pass are looked at
   */
  UnitOpener(QueryContext context, Pipeline pipeline, LineRun run, boolean showsLines) {
    this.context = context;
    this.pipeline = pipeline;
    this.run = run;
    this.fields = pipeline.fieldReader(run, showsLines);
  }

  /** The lines of a unit of the run's stream; a block that can't be read costs its entries. */
  UnitLines open(ScanUnit unit) {
    if (fields != null && unit.blocks().size() == 1) {
      try {
        TemplatedBlock block = unit.blocks().getFirst().readTemplated();
        if (block != null) {
          UnitLines lines = new UnitLines.Templated(fields.open(block));
          UnitReader.noteReading(unit.blocks().getFirst(), context);
          return lines;
        }
      } catch (IOException e) {
        UnitReader.warn(unit, e, context);
      }
    }
    return new UnitLines.Whole(
        UnitReader.read(unit, pipeline.batchFilter(), context), pipeline, run);
  }
}
