package io.millrace.logql.engine;

import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.syntax.Grouping;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.VectorOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions over the samples of each step. */
final class VectorFunctions {
  private static final Grouping NONE = new Grouping(false, List.of());

  private VectorFunctions() {}

  static List<StepSeries> apply(
      MetricQuery.VectorAggregation aggregation,
      List<StepSeries> input,
      int steps,
      QueryContext context) {
    return switch (aggregation.operation()) {
      case TOPK, APPROX_TOPK -> best(aggregation, input, steps, context, true);
      case BOTTOMK -> best(aggregation, input, steps, context, false);
      case SORT, SORT_DESC -> input;
      case SUM, AVG, MIN, MAX, COUNT, STDDEV, STDVAR -> reduce(aggregation, input, steps, context);
    };
  }

  private static Map<LabelSet, List<StepSeries>> groups(
      MetricQuery.VectorAggregation aggregation, List<StepSeries> input) {
    Grouping given = aggregation.grouping();
    Grouping grouping = given == null ? NONE : given;
    // The order of labels makes sums, and ties, the same each time.
    List<StepSeries> sorted = new ArrayList<>(input);
    sorted.sort(Comparator.comparing(StepSeries::labels));
    Map<LabelSet, List<StepSeries>> groups = new TreeMap<>();
    for (StepSeries series : sorted) {
      groups
          .computeIfAbsent(SampleLabels.group(series.labels(), grouping), _ -> new ArrayList<>())
          .add(series);
    }
    return groups;
  }

  private static List<StepSeries> reduce(
      MetricQuery.VectorAggregation aggregation,
      List<StepSeries> input,
      int steps,
      QueryContext context) {
    List<StepSeries> result = new ArrayList<>();
    groups(aggregation, input)
        .forEach(
            (labels, members) -> {
              context.check();
              context.holding(steps);
              StepSeries series = new StepSeries(labels, steps);
              Reducer reducer = new Reducer(aggregation.operation());
              for (int i = 0; i < steps; i++) {
                reducer.reset();
                for (StepSeries member : members) {
                  if (member.has(i)) {
                    reducer.add(member.value(i));
                  }
                }
                if (reducer.count > 0) {
                  series.set(i, reducer.result());
                }
              }
              result.add(series);
            });
    return result;
  }

  /** One value from many. */
  private static final class Reducer {
    private final VectorOperation operation;
    private int count;
    private double value;
    private double mean;
    private double squares;

    private Reducer(VectorOperation operation) {
      this.operation = operation;
    }

    private void reset() {
      count = 0;
      value = 0;
      mean = 0;
      squares = 0;
    }

    private void add(double next) {
      count++;
      double distance = next - mean;
      mean += distance / count;
      squares += distance * (next - mean);
      boolean first = count == 1;
      switch (operation) {
        case MIN -> value = first || next < value || Double.isNaN(value) ? next : value;
        case MAX -> value = first || next > value || Double.isNaN(value) ? next : value;
        default -> value += next;
      }
    }

    private double result() {
      return switch (operation) {
        case COUNT -> count;
        case AVG -> mean;
        case STDVAR -> squares / count;
        case STDDEV -> Math.sqrt(squares / count);
        default -> value;
      };
    }
  }

  private static List<StepSeries> best(
      MetricQuery.VectorAggregation aggregation,
      List<StepSeries> input,
      int steps,
      QueryContext context,
      boolean largest) {
    List<StepSeries> result = new ArrayList<>();
    for (List<StepSeries> members : groups(aggregation, input).values()) {
      List<StepSeries> kept = new ArrayList<>();
      for (StepSeries member : members) {
        context.holding(steps);
        kept.add(new StepSeries(member.labels(), steps));
      }
      for (int i = 0; i < steps; i++) {
        context.check();
        for (int member : best(members, i, aggregation.count(), largest)) {
          kept.get(member).set(i, members.get(member).value(i));
        }
      }
      for (StepSeries series : kept) {
        if (!series.isEmpty()) {
          result.add(series);
        }
      }
    }
    return result;
  }

  /** Indexes of the best series of a step; those that are no numbers go first, ties by labels. */
  private static List<Integer> best(
      List<StepSeries> members, int step, int count, boolean largest) {
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).has(step)) {
        candidates.add(i);
      }
    }
    if (candidates.size() > count) {
      Comparator<Integer> byValue =
          (a, b) -> order(members.get(a).value(step), members.get(b).value(step), largest);
      candidates.sort(byValue);
      return candidates.subList(0, count);
    }
    return candidates;
  }

  static int order(double left, double right, boolean largest) {
    boolean leftNan = Double.isNaN(left);
    boolean rightNan = Double.isNaN(right);
    if (leftNan || rightNan) {
      return leftNan == rightNan ? 0 : leftNan ? 1 : -1;
    }
    return largest ? Double.compare(right, left) : Double.compare(left, right);
  }
}
