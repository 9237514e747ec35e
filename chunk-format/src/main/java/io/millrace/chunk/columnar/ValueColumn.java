package io.millrace.chunk.columnar;

import io.millrace.chunk.columnar.section.FixedWidth;
import java.nio.charset.StandardCharsets;

/** The values that a metadata name has in a block, in the order of the entries that have it. */
sealed interface ValueColumn {
  int CONST = 0;
  int DICT = 1;
  int HEX = 2;
  int TEXT = 3;

  /** The value of the {@code number}-th entry that has one. */
  String get(int number);

  /** The same value for all. */
  record Const(String value) implements ValueColumn {
    @Override
    public String get(int number) {
      return value;
    }
  }

  /** Indices into few values; every index was checked. */
  @SuppressWarnings("ArrayRecordComponent")
  record Dict(String[] values, byte[] indices, int offset, int width) implements ValueColumn {
    @Override
    public String get(int number) {
      return values[index(number)];
    }

    /** Index of the value of the {@code number}-th entry that has one. */
    int index(int number) {
      return FixedWidth.read(indices, offset, number, width);
    }
  }

  /** Lower-case hexadecimal digits, two a byte. */
  @SuppressWarnings("ArrayRecordComponent")
  record Hex(byte[] packed, int offset, int bytes) implements ValueColumn {
    private static final String DIGITS = "0123456789abcdef";

    @Override
    public String get(int number) {
      byte[] text = new byte[2 * bytes];
      int at = offset + number * bytes;
      for (int i = 0; i < bytes; i++) {
        int value = packed[at + i];
        text[2 * i] = (byte) DIGITS.charAt((value >> 4) & 0xF);
        text[2 * i + 1] = (byte) DIGITS.charAt(value & 0xF);
      }
      return new String(text, StandardCharsets.ISO_8859_1);
    }
  }

  /** Any texts; {@code starts} has one more element than there are values. */
  @SuppressWarnings("ArrayRecordComponent")
  record Text(byte[] texts, int[] starts) implements ValueColumn {
    @Override
    public String get(int number) {
      int start = starts[number];
      return new String(texts, start, starts[number + 1] - start, StandardCharsets.UTF_8);
    }
  }
}
