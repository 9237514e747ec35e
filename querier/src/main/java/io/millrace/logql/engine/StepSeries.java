package io.millrace.logql.engine;

import io.millrace.logql.stage.LabelSet;
import java.util.BitSet;

/** A series with a value, or none, at each step. Mutable while it is built. */
final class StepSeries {
  private final LabelSet labels;
  private final double[] values;
  private final BitSet present;

  StepSeries(LabelSet labels, int steps) {
    this(labels, new double[steps], new BitSet(steps));
  }

  private StepSeries(LabelSet labels, double[] values, BitSet present) {
    this.labels = labels;
    this.values = values;
    this.present = present;
  }

  /** The same values under other labels. */
  StepSeries relabelled(LabelSet other) {
    return new StepSeries(other, values, present);
  }

  LabelSet labels() {
    return labels;
  }

  boolean has(int step) {
    return present.get(step);
  }

  double value(int step) {
    return values[step];
  }

  void set(int step, double value) {
    values[step] = value;
    present.set(step);
  }

  boolean isEmpty() {
    return present.isEmpty();
  }

  int nextPresent(int from) {
    return present.nextSetBit(from);
  }

  boolean overlaps(StepSeries other) {
    return present.intersects(other.present);
  }
}
