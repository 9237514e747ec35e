package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.PackedNumbers;
import io.millrace.chunk.columnar.section.Section;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.entry.EntryBatch;

/**
 * The column of timestamps. Steps are unsigned, so that any two times have one, and arithmetic
 * wraps around.
 */
final class Times {
  private static final int CONSTANT = 0;
  private static final int DELTA = 1;
  private static final int DELTA_OF_DELTA = 2;
  private static final int PLANES = 3;
  private static final int PACKED = 4;

  /** A codec has to save that part of packed steps to be worth its time: one eighth. */
  private static final int LEAST_GAIN = 8;

  private Times() {}

  /**
   * The section of entries {@code [from .. to)}. Steps that are noise, as those of a busy clock of
   * nanoseconds are, are packed, since each count by time reads them first; those that repeat are
   * left to the codec.
   */
  static Section encode(EntryBatch entries, int from, int to, SectionCodec codec) {
    long[] steps = new long[to - from - 1];
    long unit = 0;
    boolean constant = true;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = entries.timestamp(from + i + 1) - entries.timestamp(from + i);
      constant &= steps[i] == steps[0];
      unit = unit == 1 ? 1 : gcd(unit, steps[i]);
    }
    unit = Math.max(1, unit);
    for (int i = 0; unit > 1 && i < steps.length; i++) {
      steps[i] = Long.divideUnsigned(steps[i], unit);
    }
    long first = entries.timestamp(from);
    if (constant) {
      ByteWriter one = begin(CONSTANT, first, unit, steps);
      return Section.plain(SectionId.TIMES, one.uvarint(steps.length == 0 ? 0 : steps[0]));
    }
    ByteWriter packed = begin(PACKED, first, unit, steps);
    PackedNumbers.write(packed, steps);
    ByteWriter deltas = begin(DELTA, first, unit, steps);
    for (long step : steps) {
      deltas.uvarint(step);
    }
    Section compressed = Section.of(SectionId.TIMES, deltas, codec);
    return compressed.storedLength() < packed.size() - packed.size() / LEAST_GAIN
        ? compressed
        : Section.plain(SectionId.TIMES, packed);
  }

  private static ByteWriter begin(int mode, long first, long unit, long[] steps) {
    return new ByteWriter(4 * steps.length + 32).u8(mode).svarint(first).uvarint(unit);
  }

  private static long gcd(long left, long right) {
    long a = left;
    long b = right;
    while (b != 0) {
      long rest = Long.remainderUnsigned(a, b);
      a = b;
      b = rest;
    }
    // A unit of 2⁶³ or more, which only steps of centuries have, could not be told from a sign.
    return a < 0 ? 1 : a;
  }

  static long[] decode(byte[] section, int entries) throws FormatException {
    ByteCursor in = new ByteCursor(section);
    int mode = in.u8("mode of times");
    long[] times = new long[entries];
    long time = in.svarint("first time");
    long unit = in.uvarint("unit of times");
    times[0] = time;
    switch (mode) {
      case CONSTANT -> {
        long step = in.uvarint("step") * unit;
        for (int i = 1; i < entries; i++) {
          time += step;
          times[i] = time;
        }
      }
      case DELTA -> {
        for (int i = 1; i < entries; i++) {
          time += in.uvarint("step") * unit;
          times[i] = time;
        }
      }
      case DELTA_OF_DELTA -> {
        long step = 0;
        for (int i = 1; i < entries; i++) {
          step = i == 1 ? in.uvarint("step") : step + in.svarint("change of step");
          time += step * unit;
          times[i] = time;
        }
      }
      case PLANES -> planes(in, times, unit);
      case PACKED -> {
        PackedNumbers.read(in, times, 1, entries - 1);
        for (int i = 1; i < entries; i++) {
          times[i] = times[i - 1] + times[i] * unit;
        }
      }
      default -> throw FormatException.tooNew(0, "times of mode " + mode);
    }
    if (in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes behind the times", 0, in.remaining());
    }
    return times;
  }

  private static void planes(ByteCursor in, long[] times, long unit) throws FormatException {
    int width = in.u8("width of steps");
    int steps = times.length - 1;
    if (width < 1 || width > 8 || in.remaining() != (long) width * steps) {
      throw FormatException.damaged(in.offset(), "steps of " + width + " bytes");
    }
    byte[] bytes = in.buffer();
    int first = in.skip(width * steps, "steps");
    long time = times[0];
    for (int i = 0; i < steps; i++) {
      long step = 0;
      for (int plane = width - 1; plane >= 0; plane--) {
        step = step << 8 | (bytes[first + plane * steps + i] & 0xFF);
      }
      time += step * unit;
      times[i + 1] = time;
    }
  }
}
