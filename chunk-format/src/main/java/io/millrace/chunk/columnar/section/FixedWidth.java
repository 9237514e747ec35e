package io.millrace.chunk.columnar.section;

import io.millrace.bytes.ByteWriter;

/** Indices of 1, 2 or 4 little-endian bytes each. */
public final class FixedWidth {
  private FixedWidth() {}

  /** Bytes for each index below {@code count}. */
  public static int of(int count) {
    if (count <= 1 << 8) {
      return 1;
    }
    return count <= 1 << 16 ? 2 : 4;
  }

  public static void write(ByteWriter out, int index, int width) {
    for (int i = 0; i < width; i++) {
      out.u8(index >>> (8 * i));
    }
  }

  /**
   * The index at {@code number}, counted from {@code offset}; may be negative if bytes are wild.
   */
  public static int read(byte[] bytes, int offset, int number, int width) {
    int at = offset + number * width;
    return switch (width) {
      case 1 -> bytes[at] & 0xFF;
      case 2 -> (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
      default ->
          (bytes[at] & 0xFF)
              | (bytes[at + 1] & 0xFF) << 8
              | (bytes[at + 2] & 0xFF) << 16
              | (bytes[at + 3] & 0xFF) << 24;
    };
  }
}
