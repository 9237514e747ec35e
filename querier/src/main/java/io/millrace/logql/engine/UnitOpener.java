package io.millrace.logql.engine;

import io.millrace.chunk.BlockLines;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.logql.stage.FieldReader;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.store.StoredBlock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens units for one worker: without whole lines where the pipeline can do without them. */
final class UnitOpener {
  private final QueryContext context;
  private final Pipeline pipeline;
  private final LineRun run;
  private final TimeRange range;
  private final @Nullable FieldReader fields;

  /**
   * An opener.
   *
   * @param range outside of which entries need not be read
   * @param showsLines whether lines that pass are looked at
   */
  UnitOpener(
      QueryContext context, Pipeline pipeline, LineRun run, TimeRange range, boolean showsLines) {
    this.context = context;
    this.pipeline = pipeline;
    this.run = run;
    this.range = range;
    this.fields = pipeline.fieldReader(run, showsLines);
  }

  /** The lines of a unit of the run's stream; a block that can't be read costs its entries. */
  UnitLines open(ScanUnit unit) {
    if (fields != null && unit.blocks().size() == 1) {
      return open(unit, unit.blocks().getFirst(), fields);
    }
    return whole(UnitReader.read(unit, pipeline.batchFilter(), range, context));
  }

  private UnitLines open(ScanUnit unit, StoredBlock block, FieldReader reader) {
    UnitReader.noteReading(block, context);
    try {
      return switch (block.readLines()) {
        case BlockLines.Whole(EntryBatch entries) -> whole(entries);
        case BlockLines.Templated(TemplatedBlock templated) ->
            new UnitLines.Templated(reader.open(templated));
      };
    } catch (IOException e) {
      UnitReader.warn(unit, e, context);
      return whole(EntryBatch.empty());
    }
  }

  private UnitLines whole(EntryBatch entries) {
    return new UnitLines.Whole(entries, pipeline, run);
  }
}
