package io.millrace.logql.engine;

import java.util.Arrays;

/** Samples of one series: times and values. Not safe for concurrent use. */
final class SampleList {
  private long[] times = new long[16];
  private double[] values = new double[16];
  private int size;
  private boolean sorted = true;

  void add(long time, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    sorted &= size == 0 || times[size - 1] <= time;
    times[size] = time;
    values[size] = value;
    size++;
  }

  void addAll(SampleList other) {
    for (int i = 0; i < other.size; i++) {
      add(other.times[i], other.values[i]);
    }
  }

  int size() {
    return size;
  }

  long time(int index) {
    return times[index];
  }

  double value(int index) {
    return values[index];
  }

  /** Brings the samples into the order of time; those of equal time keep their order. */
  void sort() {
    if (sorted) {
      return;
    }
    long[] keys = new long[size];
    Integer[] order = new Integer[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
    double[] moved = new double[size];
    for (int i = 0; i < size; i++) {
      keys[i] = times[order[i]];
      moved[i] = values[order[i]];
    }
    times = keys;
    values = moved;
    sorted = true;
  }
}
