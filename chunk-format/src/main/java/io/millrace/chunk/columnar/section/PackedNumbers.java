package io.millrace.chunk.columnar.section;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A column of unsigned 64-bit numbers in as few bits each as most of them need above the smallest;
 * what the others have more stands in front. Without a codec it takes what a codec would get from
 * noise, and is read at more than a number per nanosecond.
 */
public final class PackedNumbers {
  /** A number of so many bits lies in eight bytes wherever it begins. */
  private static final int MAX_WIDTH = 56;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private PackedNumbers() {}

  public static void write(ByteWriter out, long[] numbers) {
    long least = -1;
    for (long number : numbers) {
      least = Long.compareUnsigned(number, least) < 0 ? number : least;
    }
    int[] ofBits = new int[Long.SIZE + 1];
    for (long number : numbers) {
      ofBits[bits(number - least)]++;
    }
    int width = width(ofBits);
    int wider = 0;
    for (int bits = width + 1; bits <= Long.SIZE; bits++) {
      wider += ofBits[bits];
    }
    out.u8(width).uvarint(least).uvarint(wider);
    int before = 0;
    for (int i = 0; wider > 0 && i < numbers.length; i++) {
      if (bits(numbers[i] - least) > width) {
        out.uvarint(i - before).uvarint((numbers[i] - least) >>> width);
        before = i;
        wider--;
      }
    }
    writeBits(out, numbers, least, width);
  }

  private static int bits(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  /** The width that makes the column shortest. */
  private static int width(int[] ofBits) {
    int numbers = 0;
    for (int count : ofBits) {
      numbers += count;
    }
    int best = 0;
    long fewest = Long.MAX_VALUE;
    for (int width = 0; width <= MAX_WIDTH; width++) {
      long total = (long) numbers * width;
      for (int bits = width + 1; bits <= Long.SIZE; bits++) {
        // Its distance from the one before takes a byte or two, and it takes longer to read.
        total += ofBits[bits] * 8L * (4 + (bits - width + 6) / 7);
      }
      if (total < fewest) {
        fewest = total;
        best = width;
      }
    }
    return best;
  }

  private static void writeBits(ByteWriter out, long[] numbers, long least, int width) {
    long mask = (1L << width) - 1;
    long pending = 0;
    int held = 0;
    for (long number : numbers) {
      pending |= ((number - least) & mask) << held;
      held += width;
      while (held >= Byte.SIZE) {
        out.u8((int) pending);
        pending >>>= Byte.SIZE;
        held -= Byte.SIZE;
      }
    }
    if (held > 0) {
      out.u8((int) pending);
    }
  }

  /** Reads a column of {@code count} numbers into {@code numbers[from .. from + count)}. */
  public static void read(ByteCursor in, long[] numbers, int from, int count)
      throws FormatException {
    int width = in.u8("width of packed numbers");
    if (width > MAX_WIDTH) {
      throw FormatException.tooLarge(in.offset() - 1, "width of packed numbers", width, MAX_WIDTH);
    }
    long least = in.uvarint("least packed number");
    int wider = in.count("wider numbers", count);
    int end = from + count;
    int at = from;
    for (int i = 0; i < wider; i++) {
      at += in.count("distance to a wider number", end - 1 - at);
      numbers[at] = in.uvarint("upper bits of a number") << width;
    }
    int bytes = (int) (((long) count * width + 7) / 8);
    int start = in.skip(bytes, "packed numbers");
    addBits(in.buffer(), start, start + bytes, width, least, numbers, from, end);
  }

  /** Adds the packed bits and the least number to what is there. */
  private static void addBits(
      byte[] bytes,
      int start,
      int limit,
      int width,
      long least,
      long[] numbers,
      int from,
      int end) {
    long mask = (1L << width) - 1;
    long bit = 0;
    int i = from;
    // Whole words as long as they lie within the column.
    for (; i < end && start + (bit >>> 3) + Long.BYTES <= limit; i++) {
      long word = (long) LONG_LE.get(bytes, start + (int) (bit >>> 3));
      numbers[i] += least + (word >>> (bit & 7) & mask);
      bit += width;
    }
    for (; i < end; i++) {
      long word = 0;
      for (int at = start + (int) (bit >>> 3), shift = 0; at < limit; at++, shift += Byte.SIZE) {
        word |= (bytes[at] & 0xFFL) << shift;
      }
      numbers[i] += least + (word >>> (bit & 7) & mask);
      bit += width;
    }
  }
}
