package io.millrace.logql.stage;

import io.millrace.labels.Labels;
import io.millrace.logql.syntax.LabelFilter;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Stage;
import io.millrace.logql.syntax.Unwrap;
import io.millrace.units.ByteSize;
import io.millrace.units.GoDuration;
import io.millrace.units.ValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The compiled stages of a query; immutable and safe for use by any number of threads. */
public final class Pipeline {
  private final List<LineStage> stages;
  private final @Nullable UnwrapStage unwrap;
  private final List<String> names;
  private final Wanted wanted;
  private final BatchFilter batchFilter;
  private final List<FieldCondition> fieldConditions;

  private Pipeline(
      List<LineStage> stages,
      @Nullable UnwrapStage unwrap,
      List<String> names,
      Wanted wanted,
      BatchFilter batchFilter) {
    this.stages = List.copyOf(stages);
    this.unwrap = unwrap;
    this.names = names;
    this.wanted = wanted;
    this.batchFilter = batchFilter;
    this.fieldConditions = FieldCondition.of(this.stages, names);
  }

  /**
   * Compiles stages.
   *
   * @param wanted the labels that anyone looks at
   * @throws ParseException when a stage is malformed; the message quotes it
   */
  public static Pipeline compile(List<Stage> stages, @Nullable Unwrap unwrap, Wanted wanted) {
    LabelNames names = new LabelNames();
    List<LineStage> compiled = new StageCompiler(names).compile(stages);
    UnwrapStage unwrapped = null;
    if (unwrap != null) {
      List<LabelCondition> filters = new ArrayList<>();
      for (LabelFilter filter : unwrap.filters()) {
        filters.add(StageCompiler.condition(filter, names));
      }
      unwrapped = new UnwrapStage(names.id(unwrap.label()), unwrap.conversion(), filters);
    }
    return new Pipeline(compiled, unwrapped, names.names(), wanted, BatchFilter.of(compiled));
  }

  /** Labels that stages and unwrap read. */
  public static Set<String> readLabels(List<Stage> stages, @Nullable Unwrap unwrap) {
    return LabelReads.of(stages, unwrap);
  }

  /** State for one worker. */
  public LineRun newRun() {
    return new LineRun(new NameTable(names), wanted);
  }

  /** True when there is nothing to do for a line. */
  public boolean isEmpty() {
    return stages.isEmpty() && unwrap == null;
  }

  /** True when no line is dropped. */
  public boolean keepsLines() {
    return stages.stream()
        .noneMatch(s -> s instanceof LineFilterStage || s instanceof LabelFilterStage);
  }

  /** True when all lines keep the labels of a stream, whatever else they get. */
  public boolean keepsLabels(Labels stream) {
    UnwrapStage value = unwrap;
    return (value == null || !stream.has(names.get(value.label())))
        && stages.stream()
            .noneMatch(s -> s instanceof LabelFormatStage || s instanceof SelectionStage);
  }

  /** What tells without a look at single lines that a batch has none that would pass. */
  public BatchFilter batchFilter() {
    return batchFilter;
  }

  /**
   * What sends entries through the stages whose lines are stored as templates.
   *
   * @param run of the same worker
   * @param showsLines whether lines that pass are looked at
   * @return null when the stages look at most lines as a whole
   */
  public @Nullable FieldReader fieldReader(LineRun run, boolean showsLines) {
    return !stages.isEmpty()
            && stages.getFirst() instanceof FieldParser parser
            && batchFilter.isEmpty()
            && fieldsSuffice(showsLines)
        ? new FieldReader(this, parser, fieldConditions, run)
        : null;
  }

  /** True when many lines are dropped, or all replaced, before someone looks at one. */
  private boolean fieldsSuffice(boolean showsLines) {
    for (LineStage stage : stages.subList(1, stages.size())) {
      boolean keepsLines =
          switch (stage) {
            case LineFormatStage _ -> false;
            case LabelFilterStage filter -> !filter.condition().isOnLabels();
            default -> true;
          };
      if (!keepsLines) {
        return true;
      }
      boolean looksAtLabels =
          stage instanceof LabelFilterStage
              || stage instanceof LabelFormatStage
              || stage instanceof SelectionStage;
      if (!looksAtLabels) {
        return false;
      }
    }
    return !showsLines;
  }

  /** As {@link #apply}, but the first stage has been done. */
  boolean applyBehindFirst(LineRun run) {
    return apply(run, 1);
  }

  /** Sends the line of {@code run} through the stages; false when it is dropped. */
  public boolean apply(LineRun run) {
    return apply(run, 0);
  }

  private boolean apply(LineRun run, int from) {
    for (int i = from; i < stages.size(); i++) {
      if (!stages.get(i).apply(run)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The value of the unwrapped label, which is then gone; a line that can't be converted has an
   * error and the value 0.
   *
   * @return false when the line has no such label or a condition drops it
   */
  public boolean unwrap(LineRun run, double[] value) {
    UnwrapStage stage = unwrap;
    return stage == null || stage.apply(run, value);
  }

  /** Compiled unwrap. */
  private record UnwrapStage(
      int label, Unwrap.Conversion conversion, List<LabelCondition> filters) {

    boolean apply(LineRun run, double[] value) {
      value[0] = 0;
      if (run.isEmpty(label)) {
        // A line that a stage failed on is not passed over in silence.
        return !run.error().isEmpty() && pass(run);
      }
      boolean failed = false;
      try {
        value[0] = convert(run);
      } catch (ValueException e) {
        run.setError("SampleExtractionErr", String.valueOf(e.getMessage()));
        failed = true;
      }
      if (!pass(run)) {
        return false;
      }
      if (!failed) {
        run.delete(label);
      }
      return true;
    }

    private boolean pass(LineRun run) {
      for (LabelCondition filter : filters) {
        if (!filter.test(run)) {
          return false;
        }
      }
      return true;
    }

    private double convert(LineRun run) throws ValueException {
      return switch (conversion) {
        case NUMBER -> Numbers.parse(run, label);
        case BYTES -> ByteSize.toDouble(ByteSize.parse(run.text(label)));
        case DURATION, DURATION_SECONDS -> GoDuration.parse(run.text(label)) / 1e9;
      };
    }
  }
}
