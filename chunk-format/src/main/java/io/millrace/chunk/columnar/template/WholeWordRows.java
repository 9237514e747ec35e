package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.TemplateValues;
import java.util.BitSet;
import java.util.function.IntFunction;

/**
 * The rows with a word that a value may hold as numbers or hexadecimal digits. Only columns whose
 * values can have it are decoded.
 */
final class WholeWordRows implements WordRows {
  private static final int LETTERS = 128;
  private static final boolean[] NO_LETTERS = new boolean[LETTERS];
  private static final boolean[] HEX_LETTERS = hexLetters();

  private final WholeWord word;
  private final UndividedRows texts;
  private final IntFunction<int[]> entriesOfId;
  private final int maxBytes;

  /** Of the template that was asked about last, whose columns come one after the other. */
  private int lastId = -1;

  private int[] lastEntries = new int[0];

  /**
   * A search for a word.
   *
   * @param entriesOfId the entries of each template's rows
   * @param maxBytes of the lines of all entries
   */
  WholeWordRows(VariableBytes values, WholeWord word, IntFunction<int[]> entriesOfId, int maxBytes)
      throws FormatException {
    this.word = word;
    this.texts = new UndividedRows(values, word.search());
    this.entriesOfId = entriesOfId;
    this.maxBytes = maxBytes;
  }

  private static boolean[] hexLetters() {
    boolean[] letters = new boolean[LETTERS];
    for (char c = 'a'; c <= 'f'; c++) {
      letters[c] = true;
    }
    return letters;
  }

  @Override
  public boolean isInTemplate(byte[] templates, int start, int end) {
    return texts.isInTemplate(templates, start, end) || word.mayStraddle(templates, start, end);
  }

  @Override
  public boolean mayBeInValues() {
    return true;
  }

  @Override
  public BitSet rows(VariableColumn column, int id) throws FormatException {
    return switch (column) {
      case VariableColumn.Text text -> texts.rowsOf(text);
      case VariableColumn.Dictionary dictionary -> texts.rowsOf(dictionary);
      case VariableColumn.Numbers _,
          VariableColumn.Hex _,
          VariableColumn.Mask _,
          VariableColumn.Times _,
          VariableColumn.Parts _ ->
          mayHold(column) ? rowsOfValues(column, id) : new BitSet();
    };
  }

  /** False only when no value of the column can have the word. */
  private boolean mayHold(VariableColumn column) {
    int length = word.text().length;
    return switch (column) {
      case VariableColumn.Text _, VariableColumn.Dictionary _ -> true;
      case VariableColumn.Numbers _ ->
          length <= LineOutput.MAX_DIGITS && word.consistsOf(NO_LETTERS);
      case VariableColumn.Hex hex -> length <= 2 * hex.bytes() && word.consistsOf(HEX_LETTERS);
      case VariableColumn.Mask mask ->
          length <= mask.mask().length && word.consistsOf(lettersOf(mask));
      case VariableColumn.Times times ->
          length <= times.layout().length() && word.consistsOf(lettersOf(times));
      case VariableColumn.Parts parts -> mayHold(parts);
    };
  }

  private boolean mayHold(VariableColumn.Parts column) {
    for (VariableColumn.Parts.Part part : column.parts()) {
      boolean[] letters = new boolean[LETTERS];
      if (addLetters(column.source().directory(), part, letters) || word.consistsOf(letters)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the letters that the values of a part may have; true when these are all. */
  private static boolean addLetters(
      byte[] directory, VariableColumn.Parts.Part part, boolean[] letters) {
    for (int i = 0; i < part.pieceStarts().length; i++) {
      add(directory, part.pieceStarts()[i], part.pieceEnds()[i], letters);
    }
    for (VariableColumn variable : part.variables()) {
      switch (variable) {
        case VariableColumn.Numbers _ -> {}
        case VariableColumn.Hex _ -> or(HEX_LETTERS, letters);
        case VariableColumn.Mask mask -> or(lettersOf(mask), letters);
        case VariableColumn.Times times -> or(lettersOf(times), letters);
        case VariableColumn.Text _, VariableColumn.Dictionary _, VariableColumn.Parts _ -> {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean[] lettersOf(VariableColumn.Mask column) {
    boolean[] letters = HEX_LETTERS.clone();
    add(column.mask(), 0, column.mask().length, letters);
    return letters;
  }

  /** Months have other letters, but no digit or letter stands beside them. */
  private static boolean[] lettersOf(VariableColumn.Times column) {
    boolean[] letters = new boolean[LETTERS];
    letters['t'] = true;
    byte[] suffix = column.layout().suffix();
    add(suffix, 0, suffix.length, letters);
    return letters;
  }

  private static void add(byte[] text, int from, int to, boolean[] letters) {
    for (int i = from; i < to; i++) {
      if (text[i] >= 0) {
        letters[text[i] | 0x20] = true;
      }
    }
  }

  private static void or(boolean[] more, boolean[] letters) {
    for (int i = 0; i < letters.length; i++) {
      letters[i] |= more[i];
    }
  }

  private BitSet rowsOfValues(VariableColumn column, int id) throws FormatException {
    if (id != lastId) {
      lastEntries = entriesOfId.apply(id);
      lastId = id;
    }
    TemplateValues values = ColumnValues.of(column, lastEntries, maxBytes);
    BitSet rows = new BitSet(values.size());
    byte[] bytes = values.bytes();
    int end = values.size() == 0 ? 0 : values.end(values.size() - 1);
    int row = 0;
    int hit = word.search().find(bytes, 0, end);
    while (hit >= 0) {
      while (values.end(row) <= hit) {
        row++;
      }
      // A hit may lie across two values.
      if (hit + word.text().length <= values.end(row)) {
        rows.set(row);
      }
      hit = word.search().find(bytes, hit + 1, end);
    }
    return rows;
  }
}
