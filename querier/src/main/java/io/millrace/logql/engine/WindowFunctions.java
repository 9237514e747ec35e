package io.millrace.logql.engine;

import io.millrace.logql.syntax.RangeOperation;

/** Functions over the samples {@code from..to} of a list, which are not empty. */
final class WindowFunctions {
  private WindowFunctions() {}

  static double apply(
      RangeOperation operation, double parameter, SampleList list, int from, int to, long range) {
    return switch (operation) {
      case RATE -> sum(list, from, to) / (range / 1e9);
      case SUM_OVER_TIME -> sum(list, from, to);
      case AVG_OVER_TIME -> average(list, from, to);
      case MIN_OVER_TIME -> extreme(list, from, to, false);
      case MAX_OVER_TIME -> extreme(list, from, to, true);
      case STDVAR_OVER_TIME -> variance(list, from, to);
      case STDDEV_OVER_TIME -> Math.sqrt(variance(list, from, to));
      case QUANTILE_OVER_TIME -> quantile(parameter, list, from, to);
      case FIRST_OVER_TIME -> list.value(from);
      case LAST_OVER_TIME -> list.value(to - 1);
      case RATE_COUNTER -> counterRate(list, from, to, range);
      case COUNT_OVER_TIME, BYTES_OVER_TIME, BYTES_RATE, ABSENT_OVER_TIME ->
          throw new IllegalStateException(operation.word() + " is counted, not computed");
    };
  }

  private static double sum(SampleList list, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += list.value(i);
    }
    return sum;
  }

  private static double average(SampleList list, int from, int to) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      double count = i - from + 1;
      double value = list.value(i);
      if (Double.isInfinite(mean)) {
        // An infinite mean stays; but infinities of both signs have none.
        boolean opposite = Double.isInfinite(value) && (mean > 0) != (value > 0);
        if (!opposite && !Double.isNaN(value)) {
          continue;
        }
      }
      mean += value / count - mean / count;
    }
    return mean;
  }

  private static double extreme(SampleList list, int from, int to, boolean largest) {
    double extreme = list.value(from);
    for (int i = from; i < to; i++) {
      double value = list.value(i);
      if (Double.isNaN(extreme) || (largest ? value > extreme : value < extreme)) {
        extreme = value;
      }
    }
    return extreme;
  }

  private static double variance(SampleList list, int from, int to) {
    double mean = 0;
    double sum = 0;
    for (int i = from; i < to; i++) {
      double value = list.value(i);
      double distance = value - mean;
      mean += distance / (i - from + 1);
      sum += distance * (value - mean);
    }
    return sum / (to - from);
  }

  private static double quantile(double quantile, SampleList list, int from, int to) {
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    double[] values = new double[to - from];
    int nans = 0;
    for (int i = from; i < to; i++) {
      double value = list.value(i);
      // Values that are no numbers come first, where Java's sort would put them last.
      if (Double.isNaN(value)) {
        values[i - from] = values[nans];
        values[nans++] = value;
      } else {
        values[i - from] = value;
      }
    }
    double rank = quantile * (values.length - 1);
    int lower = Math.max(0, (int) Math.floor(rank));
    int upper = Math.min(values.length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    Selection.place(values, nans, values.length, lower);
    Selection.place(values, Math.max(nans, lower + 1), values.length, upper);
    return values[lower] * (1 - weight) + values[upper] * weight;
  }

  /**
   * The rate of a counter that may start again from zero, extrapolated as Loki 3.7 does it: to a
   * window whose length it counts in milliseconds while the samples' times are in nanoseconds.
   */
  private static double counterRate(SampleList list, int from, int to, long range) {
    int count = to - from;
    if (count < 2) {
      return 0;
    }
    double increase = list.value(to - 1) - list.value(from);
    double last = 0;
    for (int i = from; i < to; i++) {
      if (list.value(i) < last) {
        increase += last;
      }
      last = list.value(i);
    }
    long rangeMillis = range / 1_000_000;
    double toStart = rangeMillis / 1000.0;
    double sampled = (list.time(to - 1) - list.time(from)) / 1000.0;
    double between = sampled / (count - 1);
    if (increase > 0 && list.value(from) >= 0) {
      toStart = Math.min(toStart, sampled * (list.value(from) / increase));
    }
    double threshold = between * 1.1;
    double extrapolated = sampled;
    extrapolated += toStart < threshold ? toStart : between / 2;
    // The last sample is taken for the end of the window, so nothing is added there.
    extrapolated += 0 < threshold ? 0 : between / 2;
    return increase * (extrapolated / sampled) / (range / 1e9);
  }
}
