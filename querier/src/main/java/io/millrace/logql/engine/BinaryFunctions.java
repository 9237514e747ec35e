package io.millrace.logql.engine;

import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.syntax.BinaryOperator;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.VectorMatching;
import io.millrace.logql.syntax.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operators between two vectors, or a vector and a number, at each step. */
final class BinaryFunctions {
  private final MetricQuery.Binary query;
  private final BinaryOperator operator;
  private final VectorMatching matching;
  private final int steps;
  private final QueryContext context;

  BinaryFunctions(MetricQuery.Binary query, int steps, QueryContext context) {
    this.query = query;
    this.operator = query.operator();
    this.matching = query.matching();
    this.steps = steps;
    this.context = context;
  }

  /** A number and a vector; the labels of the vector stay. */
  List<StepSeries> withNumber(List<StepSeries> vector, double number, boolean numberIsLeft) {
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : vector) {
      context.check();
      context.holding(steps);
      StepSeries computed = new StepSeries(series.labels(), steps);
      for (int i = series.nextPresent(0); i >= 0; i = series.nextPresent(i + 1)) {
        double value = series.value(i);
        double outcome =
            numberIsLeft ? operator.apply(number, value) : operator.apply(value, number);
        if (!operator.isComparison() || query.returnBool()) {
          computed.set(i, outcome);
        } else if (outcome == 1) {
          computed.set(i, value);
        }
      }
      if (!computed.isEmpty()) {
        result.add(computed);
      }
    }
    return result;
  }

  List<StepSeries> ofVectors(List<StepSeries> left, List<StepSeries> right) {
    return operator.isSet() ? sets(left, right) : matched(left, right);
  }

  private LabelSet signature(StepSeries series) {
    return series.labels().filter(name -> matching.labels().contains(name) == matching.on());
  }

  private Map<LabelSet, boolean[]> presence(List<StepSeries> side) {
    Map<LabelSet, boolean[]> presence = new HashMap<>();
    for (StepSeries series : side) {
      boolean[] at = presence.computeIfAbsent(signature(series), _ -> new boolean[steps]);
      for (int i = series.nextPresent(0); i >= 0; i = series.nextPresent(i + 1)) {
        at[i] = true;
      }
    }
    return presence;
  }

  private List<StepSeries> sets(List<StepSeries> left, List<StepSeries> right) {
    return switch (operator) {
      case AND -> filter(left, presence(right), true);
      case UNLESS -> filter(left, presence(right), false);
      default -> {
        Map<LabelSet, StepSeries> union = new HashMap<>();
        List<StepSeries> result = new ArrayList<>();
        for (StepSeries series : left) {
          merge(union, result, series);
        }
        for (StepSeries series : filter(right, presence(left), false)) {
          merge(union, result, series);
        }
        yield result;
      }
    };
  }

  /** Adds a series, or its values to a series that has the same labels. */
  private void merge(Map<LabelSet, StepSeries> known, List<StepSeries> result, StepSeries series) {
    StepSeries target = known.get(series.labels());
    if (target == null) {
      context.holding(steps);
      target = new StepSeries(series.labels(), steps);
      known.put(series.labels(), target);
      result.add(target);
    }
    for (int i = series.nextPresent(0); i >= 0; i = series.nextPresent(i + 1)) {
      target.set(i, series.value(i));
    }
  }

  private List<StepSeries> filter(
      List<StepSeries> side, Map<LabelSet, boolean[]> other, boolean wanted) {
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : side) {
      boolean[] at = other.get(signature(series));
      context.holding(steps);
      StepSeries kept = new StepSeries(series.labels(), steps);
      for (int i = series.nextPresent(0); i >= 0; i = series.nextPresent(i + 1)) {
        if ((at != null && at[i]) == wanted) {
          kept.set(i, series.value(i));
        }
      }
      if (!kept.isEmpty()) {
        result.add(kept);
      }
    }
    return result;
  }

  private List<StepSeries> matched(List<StepSeries> left, List<StepSeries> right) {
    boolean swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    List<StepSeries> many = swapped ? right : left;
    List<StepSeries> one = swapped ? left : right;
    Map<LabelSet, List<StepSeries>> bySignature = new HashMap<>();
    for (StepSeries series : one) {
      List<StepSeries> same =
          bySignature.computeIfAbsent(signature(series), _ -> new ArrayList<>());
      refuseOverlap(same, series, swapped ? "left" : "right");
      same.add(series);
    }
    Map<LabelSet, StepSeries> results = new HashMap<>();
    List<StepSeries> order = new ArrayList<>();
    Map<LabelSet, Set<Integer>> matchedSteps = new HashMap<>();
    for (StepSeries series : many) {
      context.check();
      LabelSet signature = signature(series);
      for (StepSeries partner : bySignature.getOrDefault(signature, List.of())) {
        LabelSet labels = resultLabels(series.labels(), partner.labels());
        boolean oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
        Set<Integer> taken =
            matchedSteps.computeIfAbsent(oneToOne ? signature : labels, _ -> new HashSet<>());
        StepSeries result = results.get(labels);
        if (result == null) {
          context.holding(steps);
          result = new StepSeries(labels, steps);
          results.put(labels, result);
          order.add(result);
        }
        combine(series, partner, swapped, taken, result);
      }
    }
    order.removeIf(StepSeries::isEmpty);
    return order;
  }

  private static void refuseOverlap(List<StepSeries> same, StepSeries series, String side) {
    for (StepSeries other : same) {
      if (other.overlaps(series)) {
        throw new QueryException(
            500,
            "found duplicate series on the "
                + side
                + " hand-side;many-to-many matching not allowed: matching labels must be unique"
                + " on one side");
      }
    }
  }

  private void combine(
      StepSeries many, StepSeries one, boolean swapped, Set<Integer> taken, StepSeries result) {
    for (int i = many.nextPresent(0); i >= 0; i = many.nextPresent(i + 1)) {
      if (!one.has(i)) {
        continue;
      }
      if (!taken.add(i)) {
        throw new QueryException(
            500,
            matching.cardinality() == Cardinality.ONE_TO_ONE
                ? "multiple matches for labels: many-to-one matching must be explicit"
                    + " (group_left/group_right)"
                : "multiple matches for labels: grouping labels must ensure unique matches");
      }
      double left = swapped ? one.value(i) : many.value(i);
      double right = swapped ? many.value(i) : one.value(i);
      double outcome = operator.apply(left, right);
      if (!operator.isComparison() || query.returnBool()) {
        result.set(i, outcome);
      } else if (outcome == 1) {
        result.set(i, left);
      }
    }
  }

  private LabelSet resultLabels(LabelSet many, LabelSet one) {
    LabelSet labels = many;
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      labels = labels.filter(name -> matching.labels().contains(name) == matching.on());
    }
    for (String name : matching.include()) {
      labels = labels.with(name, one.getOrEmpty(name));
    }
    return labels;
  }

  /** The number that an operand is, or null. */
  static @Nullable Double number(MetricQuery query) {
    return query instanceof MetricQuery.NumberLiteral literal ? literal.value() : null;
  }
}
