package io.millrace.chunk.columnar.template;

import io.millrace.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Times of one layout as they are written: what each is more than its reference, in units of the
 * layout.
 *
 * @param reference {@link #ENTRY} or {@link #BEFORE}
 */
@SuppressWarnings("ArrayRecordComponent")
record TimeColumn(TimeLayout layout, int reference, long[] differences) {
  /** The time of the entry in whose line the time stands. */
  static final int ENTRY = 0;

  /** The time before; the first one has that of its entry. */
  static final int BEFORE = 1;

  /**
   * The times of a column, with the reference from which they are less far away.
   *
   * @param timestamps of the block's entries
   * @return null when the values have no layout of times in common
   */
  static @Nullable TimeColumn of(VariableValues values, long[] timestamps) {
    TimeLayout layout = TimeLayout.of(values.source(), values.start(0), values.end(0));
    long[] times = layout == null ? null : values.times(layout);
    if (layout == null || times == null) {
      return null;
    }
    long[] toEntry = new long[times.length];
    long[] toBefore = new long[times.length];
    int bitsToEntry = 0;
    int bitsToBefore = 0;
    for (int i = 0; i < times.length; i++) {
      toEntry[i] = times[i] - Math.floorDiv(timestamps[values.entry(i)], layout.unitNanos());
      toBefore[i] = i == 0 ? toEntry[0] : times[i] - times[i - 1];
      bitsToEntry += bits(toEntry[i] - toEntry[0]);
      bitsToBefore += i == 0 ? 0 : bits(toBefore[i]);
    }
    return bitsToEntry <= bitsToBefore
        ? new TimeColumn(layout, ENTRY, toEntry)
        : new TimeColumn(layout, BEFORE, toBefore);
  }

  private static int bits(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(number));
  }

  int size() {
    return differences.length;
  }

  /** The first difference. */
  long base() {
    return differences[0];
  }

  /** Whether each time differs as much from its entry's as the first one. */
  boolean isConstant() {
    if (reference == BEFORE) {
      return false;
    }
    for (long difference : differences) {
      if (difference != differences[0]) {
        return false;
      }
    }
    return true;
  }

  /** Writes a number for each of the first times. */
  void write(int count, ByteWriter out) {
    for (int i = 0; i < count; i++) {
      out.svarint(reference == BEFORE && i > 0 ? differences[i] : differences[i] - base());
    }
  }
}
