package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.logql.stage.LabelGroups;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The series that one worker has found, and which of them a line belongs to. */
final class SeriesTable {
  private static final int MAX_METADATA_SETS = 1_000;

  private final LineRun run;
  private final Pipeline pipeline;
  private final SampleLabels seriesLabels;
  private final Supplier<Accumulator> newAccumulator;
  private final Map<LabelSet, Accumulator> series = new HashMap<>();
  private final Map<Labels, Accumulator> byMetadata = new HashMap<>();

  /** Null when labels that the grouping does not name tell series apart. */
  private final @Nullable LabelGroups<Accumulator> groups;

  private final Supplier<Accumulator> ofLine;
  private @Nullable Accumulator streamSeries;
  private boolean oneSeries;
  private boolean keepsSeries;

  SeriesTable(
      LineRun run,
      Pipeline pipeline,
      SampleLabels seriesLabels,
      Supplier<Accumulator> newAccumulator) {
    this.run = run;
    this.pipeline = pipeline;
    this.seriesLabels = seriesLabels;
    this.newAccumulator = newAccumulator;
    this.ofLine = () -> series(seriesLabels.of(run));
    List<String> names = seriesLabels.names();
    this.groups = names == null ? null : new LabelGroups<>(run, names);
  }

  /** Turns to another stream, as the run has done. */
  void stream(Labels stream) {
    streamSeries = null;
    byMetadata.clear();
    oneSeries = seriesLabels.dependsOnStreamOnly(stream);
    keepsSeries = oneSeries && pipeline.keepsLabels(stream);
  }

  /** True when all lines of the stream belong to one series unless a stage changes labels. */
  boolean isOne() {
    return oneSeries;
  }

  /** All that were found. */
  Map<LabelSet, Accumulator> all() {
    return series;
  }

  /** The series of lines that have the labels of the stream. There is no line at hand after it. */
  Accumulator ofStream() {
    Accumulator known = streamSeries;
    if (known == null) {
      run.line(0, new byte[0], 0, 0, Labels.empty());
      known = ofLine.get();
      streamSeries = known;
    }
    return known;
  }

  /** To be called before the lines of a unit are looked at. */
  void begin() {
    if (keepsSeries) {
      streamSeries = ofStream();
    }
  }

  /** The series of the line at hand, which has passed the pipeline. */
  Accumulator ofLine(EntryBatch batch, int entry) {
    Accumulator ofStream = streamSeries;
    if (keepsSeries && ofStream != null) {
      return ofStream;
    }
    if (run.labelsAreGiven()) {
      return given(batch.metadata(entry));
    }
    return groups == null ? ofLine.get() : groups.get(ofLine);
  }

  /** The series of lines with that metadata whose labels no stage has changed. */
  private Accumulator given(Labels metadata) {
    Accumulator known = byMetadata.get(metadata);
    if (known == null) {
      known = ofLine.get();
      if (byMetadata.size() >= MAX_METADATA_SETS) {
        byMetadata.clear();
      }
      byMetadata.put(metadata, known);
    }
    return known;
  }

  private Accumulator series(LabelSet labels) {
    Accumulator known = series.get(labels);
    if (known == null) {
      known = newAccumulator.get();
      series.put(labels, known);
    }
    return known;
  }
}
