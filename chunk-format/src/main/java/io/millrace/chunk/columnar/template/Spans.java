package io.millrace.chunk.columnar.template;

import java.util.Arrays;

/** Ranges of bytes in a longer text, one behind the other. */
final class Spans {
  private int[] starts;
  private int[] ends;
  private int size;

  Spans(int capacity) {
    starts = new int[capacity];
    ends = new int[capacity];
  }

  int size() {
    return size;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  void add(int start, int end) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    starts[size] = start;
    ends[size++] = end;
  }

  /** Forgets all but the first ones. */
  void truncate(int newSize) {
    size = newSize;
  }
}
