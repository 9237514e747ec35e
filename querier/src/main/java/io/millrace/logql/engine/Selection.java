package io.millrace.logql.engine;

import java.util.Arrays;

/** Finds the value that a sort would put at one place, without sorting all. */
final class Selection {
  private static final int SMALL = 32;

  private Selection() {}

  /**
   * Puts the right value at index {@code place}, none that is larger in front of it and none that
   * is smaller behind it; in linear time for values in any usual order. Nothing happens when the
   * place lies in front of {@code from}.
   *
   * @param values no NaN between {@code from} and {@code to}
   * @param to exclusive
   */
  static void place(double[] values, int from, int to, int place) {
    int low = from;
    int high = to;
    // A bad choice of pivots would be quadratic: after some rounds the rest is sorted.
    for (int round = 0; round < 64 && high - low > SMALL && place >= low; round++) {
      double pivot = median(values[low], values[(low + high) >>> 1], values[high - 1]);
      int left = low;
      int right = high - 1;
      while (left <= right) {
        while (values[left] < pivot) {
          left++;
        }
        while (values[right] > pivot) {
          right--;
        }
        if (left <= right) {
          double moved = values[left];
          values[left++] = values[right];
          values[right--] = moved;
        }
      }
      if (place <= right) {
        high = right + 1;
      } else if (place >= left) {
        low = left;
      } else {
        return;
      }
    }
    if (place >= low) {
      Arrays.sort(values, low, high);
    }
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
