package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;

/** See {@link VariableColumn.Text}. */
final class TextCursor implements VariableColumn.Cursor {
  private final byte[] texts;
  private final int end;
  private int from;

  TextCursor(byte[] texts, int start, int end) {
    this.texts = texts;
    this.from = start;
    this.end = end;
  }

  @Override
  public int next(LineOutput out, int at, int entry) throws FormatException {
    int stop = out.upToLineFeed(texts, from, end, at);
    if (stop < 0) {
      throw FormatException.damaged(from, "too few texts in a column");
    }
    from += stop - at + 1;
    return stop;
  }

  @Override
  public void skip(int entry) throws FormatException {
    from = LineOutput.lineFeed(texts, from, end) + 1;
    if (from == 0) {
      throw FormatException.damaged(end, "too few texts in a column");
    }
  }

  @Override
  public void requireEnd() throws FormatException {
    if (from != end) {
      throw FormatException.mismatch(from, "bytes behind the texts of a column", 0, end - from);
    }
  }
}
