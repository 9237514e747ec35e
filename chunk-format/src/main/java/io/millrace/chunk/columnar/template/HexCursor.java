package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;

/** See {@link VariableColumn.Hex}. */
final class HexCursor implements VariableColumn.Cursor {
  private final byte[] digits;
  private final int bytes;
  private final int end;
  private int from;

  HexCursor(byte[] digits, int bytes, int start, int end) {
    this.digits = digits;
    this.bytes = bytes;
    this.from = start;
    this.end = end;
  }

  @Override
  public int next(LineOutput out, int at, int entry) throws FormatException {
    int start = from;
    skip(entry);
    return out.hex(digits, start, bytes, at);
  }

  @Override
  public void skip(int entry) throws FormatException {
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
