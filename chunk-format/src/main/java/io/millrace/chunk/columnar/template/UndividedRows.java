package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.search.LiteralSearch;
import java.util.BitSet;

/**
 * The rows with a word that no line holds in pieces: it stands in a template, a part, a dictionary
 * or a text. Columns that can't hold a word of letters are not looked at.
 *
 * @see UndividedWord
 */
final class UndividedRows implements WordRows {
  private final LiteralSearch word;
  private final byte[] texts;
  private final byte[] directory;
  private final boolean isInTexts;
  private final boolean isInDirectory;

  UndividedRows(VariableBytes values, LiteralSearch word) throws FormatException {
    this.word = word;
    this.texts = values.section(SectionId.VARIABLE_TEXTS);
    this.directory = values.directory();
    this.isInTexts = word.isIn(texts, 0, texts.length);
    this.isInDirectory = word.isIn(directory, 0, directory.length);
  }

  @Override
  public boolean isInTemplate(byte[] templates, int start, int end) {
    return word.isIn(templates, start, end);
  }

  @Override
  public boolean mayBeInValues() {
    return isInTexts || isInDirectory;
  }

  @Override
  public BitSet rows(VariableColumn column, int id) throws FormatException {
    return rows(column);
  }

  private BitSet rows(VariableColumn column) throws FormatException {
    return switch (column) {
      case VariableColumn.Text text -> rowsOf(text);
      case VariableColumn.Dictionary dictionary -> rowsOf(dictionary);
      case VariableColumn.Mask mask -> rowsOfMask(mask);
      case VariableColumn.Parts parts -> rowsOfParts(parts);
      case VariableColumn.Numbers _, VariableColumn.Hex _, VariableColumn.Times _ -> new BitSet();
    };
  }

  /** The texts that have the word, whatever it is. */
  BitSet rowsOf(VariableColumn.Text column) throws FormatException {
    BitSet rows = new BitSet(column.rows());
    if (!isInTexts) {
      return rows;
    }
    int row = 0;
    int line = column.start();
    int hit = word.find(texts, line, column.end());
    while (hit >= 0) {
      for (int at = line; at < hit; at++) {
        row += texts[at] == '\n' ? 1 : 0;
      }
      rows.set(row);
      line = hit;
      while (line < column.end() && texts[line] != '\n') {
        line++;
      }
      hit = word.find(texts, line, column.end());
    }
    if (rows.length() > column.rows()) {
      throw FormatException.damaged(line, "too many texts in a column");
    }
    return rows;
  }

  /** The values that have the word, whatever it is. */
  BitSet rowsOf(VariableColumn.Dictionary column) throws FormatException {
    BitSet codes = new BitSet();
    if (!isInDirectory) {
      return codes;
    }
    for (int i = 0; i < column.starts().length; i++) {
      int start = column.starts()[i];
      codes.set(i, word.isIn(directory, start, start + column.lengths()[i]));
    }
    BitSet rows = new BitSet(column.rows());
    if (!codes.isEmpty()) {
      byte[] indices = column.source().section(SectionId.VARIABLE_INDICES);
      for (int row = 0; row < column.rows(); row++) {
        rows.set(row, codes.get(column.index(indices, row)));
      }
    }
    return rows;
  }

  private BitSet rowsOfMask(VariableColumn.Mask column) {
    BitSet rows = new BitSet();
    rows.set(0, column.rows(), word.isIn(column.mask(), 0, column.mask().length));
    return rows;
  }

  private BitSet rowsOfParts(VariableColumn.Parts column) throws FormatException {
    BitSet[] found = new BitSet[column.parts().length];
    boolean any = false;
    for (int i = 0; i < found.length; i++) {
      found[i] = rows(column.parts()[i]);
      any |= !found[i].isEmpty();
    }
    if (!any) {
      return new BitSet();
    }
    if (found.length == 1) {
      return found[0];
    }
    BitSet rows = new BitSet(column.rows());
    byte[] indices = column.source().section(SectionId.VARIABLE_INDICES);
    int[] next = new int[found.length];
    for (int row = 0; row < column.rows(); row++) {
      int part = column.part(indices, row);
      rows.set(row, found[part].get(next[part]++));
    }
    return rows;
  }

  private BitSet rows(VariableColumn.Parts.Part part) throws FormatException {
    BitSet rows = new BitSet();
    for (int i = 0; i < part.pieceStarts().length; i++) {
      if (isInDirectory && word.isIn(directory, part.pieceStarts()[i], part.pieceEnds()[i])) {
        rows.set(0, part.rows());
        return rows;
      }
    }
    for (VariableColumn variable : part.variables()) {
      rows.or(rows(variable));
    }
    return rows;
  }
}
