package io.millrace.logql.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

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

  /**
   * Brings the samples into the order of time; those of equal time keep their order. What comes is
   * one sorted run after the other, so runs are merged: without an object for each sample that is
   * ten times as fast as a sort.
   */
  void sort() {
    int[] ends = runEnds();
    while (ends.length > 1) {
      ends = mergeNeighbours(ends);
    }
    sorted = true;
  }

  private int[] runEnds() {
    if (sorted) {
      return new int[0];
    }
    return IntStream.rangeClosed(1, size)
        .filter(i -> i == size || times[i] < times[i - 1])
        .toArray();
  }

  private int[] mergeNeighbours(int[] ends) {
    long[] mergedTimes = new long[size];
    double[] mergedValues = new double[size];
    int[] mergedEnds = new int[(ends.length + 1) / 2];
    int start = 0;
    for (int run = 0; run < ends.length; run += 2) {
      int middle = ends[run];
      int end = ends[Math.min(run + 1, ends.length - 1)];
      int left = start;
      int right = middle;
      for (int at = start; at < end; at++) {
        boolean takeLeft = right == end || (left < middle && times[left] <= times[right]);
        int from = takeLeft ? left++ : right++;
        mergedTimes[at] = times[from];
        mergedValues[at] = values[from];
      }
      mergedEnds[run / 2] = end;
      start = end;
    }
    times = mergedTimes;
    values = mergedValues;
    return mergedEnds;
  }
}
