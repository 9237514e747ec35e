package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.TemplatedEntries;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The entries of a unit and their way through the pipeline. Not safe for concurrent use. */
sealed interface UnitLines {
  /** The entries with times and metadata; their lines may be missing. */
  EntryBatch batch();

  /** The entries {@code from..to} that are worth a look; null for all. */
  @Nullable BitSet candidates(int from, int to);

  /**
   * Sends an entry through the stages; false when it is dropped.
   *
   * @throws java.io.UncheckedIOException when it can't be read
   */
  boolean apply(int entry);

  /** Entries with whole lines. */
  record Whole(EntryBatch batch, Pipeline pipeline, LineRun run) implements UnitLines {
    @Override
    public @Nullable BitSet candidates(int from, int to) {
      return EntryScan.candidates(batch, from, to, pipeline.batchFilter());
    }

    @Override
    public boolean apply(int entry) {
      run.line(
          batch.timestamp(entry),
          batch.lineBytes(),
          batch.lineStart(entry),
          batch.lineEnd(entry),
          batch.metadata(entry));
      return pipeline.apply(run);
    }
  }

  /** Entries whose lines are stored as templates. */
  record Templated(TemplatedEntries entries) implements UnitLines {
    @Override
    public EntryBatch batch() {
      return entries.bare();
    }

    @Override
    public @Nullable BitSet candidates(int from, int to) {
      return null;
    }

    @Override
    public boolean apply(int entry) {
      return entries.apply(entry);
    }
  }
}
