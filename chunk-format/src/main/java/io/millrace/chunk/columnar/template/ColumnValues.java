package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.columnar.section.SectionId;
import java.util.Arrays;

/** The values of a column side by side. */
final class ColumnValues {
  private ColumnValues() {}

  /**
   * Reads all values of a column.
   *
   * @param entries of its rows, as many as it has
   * @param maxBytes that all values together can have
   */
  static TemplateValues of(VariableColumn column, int[] entries, int maxBytes)
      throws FormatException {
    return switch (column) {
      case VariableColumn.Dictionary dictionary -> Listed.of(dictionary);
      case VariableColumn.Text _,
          VariableColumn.Numbers _,
          VariableColumn.Hex _,
          VariableColumn.Mask _,
          VariableColumn.Times _,
          VariableColumn.Parts _ ->
          Plain.of(column, entries, maxBytes);
    };
  }

  /** Values one behind the other. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Plain(byte[] bytes, int[] ends) implements TemplateValues {
    static Plain of(VariableColumn column, int[] entries, int maxBytes) throws FormatException {
      LineOutput out = new LineOutput((int) Math.min(column.maxBytes(), maxBytes));
      int[] ends = new int[entries.length];
      VariableColumn.Cursor cursor = column.cursor();
      int at = 0;
      for (int row = 0; row < ends.length; row++) {
        at = cursor.next(out, at, entries[row]);
        ends[row] = at;
      }
      cursor.requireEnd();
      return new Plain(out.bytes(), ends);
    }

    @Override
    public int size() {
      return ends.length;
    }

    @Override
    public int start(int row) {
      return row == 0 ? 0 : ends[row - 1];
    }

    @Override
    public int end(int row) {
      return ends[row];
    }

    @Override
    public int distinct() {
      return 0;
    }

    @Override
    public int code(int row) {
      throw new IllegalStateException("the values have no list");
    }
  }

  /** Values of a dictionary. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Listed(byte[] bytes, int[] starts, int[] lengths, byte[] codes)
      implements TemplateValues {
    static Listed of(VariableColumn.Dictionary column) throws FormatException {
      byte[] indices = column.source().section(SectionId.VARIABLE_INDICES);
      for (int row = 0; row < column.rows(); row++) {
        column.index(indices, row);
      }
      return new Listed(
          column.source().directory(),
          column.starts(),
          column.lengths(),
          Arrays.copyOfRange(indices, column.from(), column.from() + column.rows()));
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public int start(int row) {
      return starts[code(row)];
    }

    @Override
    public int end(int row) {
      return starts[code(row)] + lengths[code(row)];
    }

    @Override
    public int distinct() {
      return starts.length;
    }

    @Override
    public int code(int row) {
      return codes[row] & 0xFF;
    }
  }
}
