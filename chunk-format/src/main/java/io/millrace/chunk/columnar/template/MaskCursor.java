package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import java.util.Arrays;

/** See {@link VariableColumn.Mask}. */
final class MaskCursor implements VariableColumn.Cursor {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final byte[] digits;
  private final int end;
  private int from;

  /** The value that was put last, with slack. */
  private final byte[] value;

  private final int length;

  /** Where in the value its digits stand. */
  private final int[] places;

  MaskCursor(byte[] digits, byte[] mask, int start, int end) {
    this.digits = digits;
    this.from = start;
    this.end = end;
    this.length = mask.length;
    this.value = Arrays.copyOf(mask, mask.length + LineOutput.SLACK);
    int[] found = new int[mask.length];
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == LineTemplates.VARIABLE) {
        found[count++] = i;
      }
    }
    this.places = Arrays.copyOf(found, count);
  }

  @Override
  public int next(LineOutput out, int at, int entry) throws FormatException {
    int start = from;
    skip(entry);
    for (int i = 0; i < places.length / 2; i++) {
      byte two = digits[start + i];
      value[places[2 * i]] = HEX[two >> 4 & 0xF];
      value[places[2 * i + 1]] = HEX[two & 0xF];
    }
    return out.piece(value, 0, length, at);
  }

  @Override
  public void skip(int entry) throws FormatException {
    int bytes = places.length / 2;
    if (from + bytes > end) {
      throw FormatException.damaged(from, "too few digits in a column");
    }
    from += bytes;
  }

  @Override
  public void requireEnd() throws FormatException {
    if (from != end) {
      throw FormatException.mismatch(from, "bytes behind the digits of a column", 0, end - from);
    }
  }
}
