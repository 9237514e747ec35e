package io.millrace.logql.engine;

/** What is gathered of one series while lines are scanned. Not safe for concurrent use. */
sealed interface Accumulator {

  /** Counts, as differences between a step and the one before it. */
  final class Counts implements Accumulator {
    private final long[] differences;

    Counts(int steps) {
      this.differences = new long[steps + 1];
    }

    /** Adds to all steps {@code first..last}, both inclusive. */
    void add(int first, int last, long amount) {
      differences[first] += amount;
      differences[last + 1] -= amount;
    }

    void addAll(Counts other) {
      for (int i = 0; i < differences.length; i++) {
        differences[i] += other.differences[i];
      }
    }

    /** The counts at the steps. */
    long[] counts() {
      long[] counts = new long[differences.length - 1];
      long sum = 0;
      for (int i = 0; i < counts.length; i++) {
        sum += differences[i];
        counts[i] = sum;
      }
      return counts;
    }
  }

  /** How often, and how much: lines without bytes count too. */
  record Volume(Counts lines, Counts amount) implements Accumulator {}

  /** The samples themselves. */
  record Samples(SampleList list) implements Accumulator {}
}
