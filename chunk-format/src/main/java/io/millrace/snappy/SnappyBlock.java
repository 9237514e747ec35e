package io.millrace.snappy;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import java.util.Arrays;

/** The snappy block format: one buffer in, one buffer out. All methods are thread-safe. */
public final class SnappyBlock {
  private SnappyBlock() {}

  /**
   * The length that a block says it has when decompressed: not to be trusted, but to be compared
   * with a cap before memory is taken.
   */
  public static long decompressedLength(byte[] block, int offset, int length)
      throws FormatException {
    long size = new ByteCursor(block, offset, length).uvarint("snappy length");
    if (size < 0 || size > 0xFFFF_FFFFL) {
      throw FormatException.damaged(0, "snappy length " + Long.toUnsignedString(size));
    }
    return size;
  }

  /**
   * Decompresses the block in {@code block[offset .. offset + length)}.
   *
   * @param maxLength the most bytes that the block may decompress to
   * @throws FormatException of kind {@link FormatException.Kind#TOO_LARGE} when the block declares
   *     more than {@code maxLength}, of kind {@link FormatException.Kind#DAMAGED} when it is not a
   *     block
   */
  public static byte[] decompress(byte[] block, int offset, int length, int maxLength)
      throws FormatException {
    long declared = decompressedLength(block, offset, length);
    if (declared > maxLength) {
      throw FormatException.tooLarge(0, "snappy block", declared, maxLength);
    }
    // A copy element of 3 bytes makes at most 64: less input can't be that much output.
    if (declared > 22L * length + 64) {
      throw FormatException.damaged(0, "snappy: " + length + " bytes can't hold " + declared);
    }
    byte[] out = new byte[(int) declared];
    SnappyDecoder.decode(block, offset, length, out, 0, out.length);
    return out;
  }

  /** Compresses {@code source[offset .. offset + length)} into a new array. */
  public static byte[] compress(byte[] source, int offset, int length) {
    byte[] out = new byte[maxCompressedLength(length)];
    int size = new SnappyEncoder().encode(source, offset, length, out, 0);
    return Arrays.copyOf(out, size);
  }

  /** The most bytes that {@code length} bytes can take when compressed. */
  public static int maxCompressedLength(int length) {
    return Math.toIntExact(32L + length + length / 6);
  }
}
