package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.SectionId;

/** See {@link VariableColumn.Parts}. */
final class PartsCursor implements VariableColumn.Cursor {
  private final VariableColumn.Parts column;
  private final byte[] texts;
  private final byte[] indices;
  private final VariableColumn.Cursor[][] cursors;
  private int row;

  PartsCursor(VariableColumn.Parts column, VariableBytes source) throws FormatException {
    this.column = column;
    this.texts = source.directory();
    this.indices =
        column.parts().length > 1 ? source.section(SectionId.VARIABLE_INDICES) : new byte[0];
    this.cursors = new VariableColumn.Cursor[column.parts().length][];
    for (int i = 0; i < cursors.length; i++) {
      VariableColumn[] variables = column.parts()[i].variables();
      cursors[i] = new VariableColumn.Cursor[variables.length];
      for (int j = 0; j < variables.length; j++) {
        cursors[i][j] = variables[j].cursor();
      }
    }
  }

  @Override
  public int next(LineOutput out, int start, int entry) throws FormatException {
    int index = nextPart();
    VariableColumn.Parts.Part part = column.parts()[index];
    VariableColumn.Cursor[] variables = cursors[index];
    int at = out.piece(texts, part.pieceStarts()[0], part.pieceEnds()[0], start);
    for (int i = 0; i < variables.length; i++) {
      at = variables[i].next(out, at, entry);
      at = out.piece(texts, part.pieceStarts()[i + 1], part.pieceEnds()[i + 1], at);
    }
    return at;
  }

  @Override
  public void skip(int entry) throws FormatException {
    for (VariableColumn.Cursor variable : cursors[nextPart()]) {
      variable.skip(entry);
    }
  }

  private int nextPart() throws FormatException {
    if (row == column.rows()) {
      throw FormatException.damaged(row, "too few parts in a column");
    }
    int index = cursors.length > 1 ? column.part(indices, row) : 0;
    row++;
    return index;
  }

  @Override
  public void requireEnd() throws FormatException {
    if (row != column.rows()) {
      throw FormatException.mismatch(row, "parts of a column", column.rows(), row);
    }
    for (VariableColumn.Cursor[] part : cursors) {
      for (VariableColumn.Cursor variable : part) {
        variable.requireEnd();
      }
    }
  }
}
