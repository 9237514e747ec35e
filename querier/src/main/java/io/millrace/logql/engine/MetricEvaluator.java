package io.millrace.logql.engine;

import com.google.re2j.Matcher;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.Grouping;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.RangeOperation;
import io.millrace.logql.syntax.Stage;
import io.millrace.logql.syntax.VectorOperation;
import io.millrace.store.LogReader;
import io.millrace.store.StreamBlocks;
import io.millrace.template.GoRegex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates metric expressions at all steps. */
final class MetricEvaluator {
  private static final Grouping NOTHING = new Grouping(false, List.of());

  private final LogReader reader;
  private final ScanPool pool;
  private final QueryContext context;
  private final String tenant;
  private final Steps steps;

  MetricEvaluator(
      LogReader reader, ScanPool pool, QueryContext context, String tenant, Steps steps) {
    this.reader = reader;
    this.pool = pool;
    this.context = context;
    this.tenant = tenant;
    this.steps = steps;
  }

  List<StepSeries> evaluate(MetricQuery query) {
    context.check();
    return switch (query) {
      case MetricQuery.NumberLiteral number -> constant(number.value());
      case MetricQuery.VectorLiteral vector -> constant(vector.value());
      case MetricQuery.RangeAggregation range -> range(range, null);
      case MetricQuery.VectorAggregation vector -> vector(vector);
      case MetricQuery.Binary binary -> binary(binary);
      case MetricQuery.LabelReplace replace -> labelReplace(replace);
    };
  }

  private List<StepSeries> constant(double value) {
    StepSeries series = new StepSeries(LabelSet.EMPTY, steps.count());
    for (int i = 0; i < steps.count(); i++) {
      series.set(i, value);
    }
    return List.of(series);
  }

  private List<StepSeries> vector(MetricQuery.VectorAggregation vector) {
    List<StepSeries> input;
    if (vector.operation() == VectorOperation.SUM
        && vector.of() instanceof MetricQuery.RangeAggregation range
        && addsUp(range)) {
      Grouping grouping = vector.grouping();
      input = range(range, grouping == null ? NOTHING : grouping);
    } else {
      input = evaluate(vector.of());
    }
    return VectorFunctions.apply(vector, input, steps.count(), context);
  }

  /** True when the sum of series is the same as the value of all their samples together. */
  private static boolean addsUp(MetricQuery.RangeAggregation range) {
    return switch (range.operation()) {
      case RATE, COUNT_OVER_TIME, BYTES_OVER_TIME, BYTES_RATE, SUM_OVER_TIME -> true;
      case RATE_COUNTER,
          AVG_OVER_TIME,
          MIN_OVER_TIME,
          MAX_OVER_TIME,
          STDVAR_OVER_TIME,
          STDDEV_OVER_TIME,
          QUANTILE_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME,
          ABSENT_OVER_TIME ->
          false;
    };
  }

  private List<StepSeries> range(
      MetricQuery.RangeAggregation range, @Nullable Grouping outerGrouping) {
    Grouping grouping = outerGrouping == null ? range.grouping() : outerGrouping;
    boolean absent = range.operation() == RangeOperation.ABSENT_OVER_TIME;
    if (absent) {
      grouping = NOTHING;
    }
    List<Stage> stages = StageRewriter.forMetric(range);
    Wanted wanted =
        absent
            ? Wanted.ALL
            : WantedLabels.of(stages, range.range().unwrap(), outerGrouping, range.grouping());
    Pipeline pipeline = Pipeline.compile(stages, range.range().unwrap(), wanted);
    RangeScan scan =
        new RangeScan(context, pool, pipeline, new SampleLabels(grouping), range, steps);
    List<StepSeries> series = range.range().rangeNanos() <= 0 ? List.of() : scan.run(select(range));
    return absent ? Absence.of(series, range.range().query().matchers(), steps.count()) : series;
  }

  private List<StreamBlocks> select(MetricQuery.RangeAggregation range) {
    try {
      List<StreamBlocks> streams =
          reader.select(
              tenant,
              range.range().query().matchers(),
              RangeScan.firstNanos(range, steps),
              RangeScan.endNanos(range, steps),
              context);
      context.foundStreams(streams.size());
      return streams;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<StepSeries> binary(MetricQuery.Binary binary) {
    BinaryFunctions functions = new BinaryFunctions(binary, steps.count(), context);
    Double left = BinaryFunctions.number(binary.left());
    Double right = BinaryFunctions.number(binary.right());
    if (left != null) {
      return functions.withNumber(evaluate(binary.right()), left, true);
    }
    if (right != null) {
      return functions.withNumber(evaluate(binary.left()), right, false);
    }
    return functions.ofVectors(evaluate(binary.left()), evaluate(binary.right()));
  }

  private List<StepSeries> labelReplace(MetricQuery.LabelReplace replace) {
    Map<LabelSet, StepSeries> byLabels = new HashMap<>();
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : evaluate(replace.of())) {
      Matcher matcher = replace.pattern().matcher(series.labels().getOrEmpty(replace.source()));
      StepSeries replaced = series;
      if (matcher.find()) {
        StringBuilder value = new StringBuilder();
        GoRegex.expand(value, replace.replacement(), matcher);
        replaced = series.relabelled(series.labels().with(replace.destination(), value.toString()));
      }
      StepSeries same = byLabels.putIfAbsent(replaced.labels(), replaced);
      if (same != null && same.overlaps(replaced)) {
        throw QueryException.badRequest(
            "vector cannot contain metrics with the same labelset: label_replace made "
                + replaced.labels()
                + " out of several series");
      }
      result.add(replaced);
    }
    return result;
  }
}
