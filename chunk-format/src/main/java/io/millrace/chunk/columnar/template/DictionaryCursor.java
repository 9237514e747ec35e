package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;

/** See {@link VariableColumn.Dictionary}. */
final class DictionaryCursor implements VariableColumn.Cursor {
  private final VariableColumn.Dictionary column;
  private final byte[] texts;
  private final byte[] indices;
  private int row;

  DictionaryCursor(VariableColumn.Dictionary column, byte[] indices) {
    this.column = column;
    this.texts = column.source().directory();
    this.indices = indices;
  }

  @Override
  public int next(LineOutput out, int at, int entry) throws FormatException {
    skip(entry);
    int index = column.index(indices, row - 1);
    int start = column.starts()[index];
    return out.piece(texts, start, start + column.lengths()[index], at);
  }

  @Override
  public void skip(int entry) throws FormatException {
    if (row == column.rows()) {
      throw FormatException.damaged(row, "too few indices in a column");
    }
    row++;
  }

  @Override
  public void requireEnd() throws FormatException {
    if (row != column.rows()) {
      throw FormatException.mismatch(row, "indices of a column", column.rows(), row);
    }
  }
}
