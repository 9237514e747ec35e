package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.search.LiteralSearch;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Finds the lines of a block that may contain a literal, by the words in it. */
final class LineSearch {
  private final TemplateDecoder lines;
  private final VariableBytes values;
  private final int maxBytes;

  /**
   * A search.
   *
   * @param maxBytes of all lines
   */
  LineSearch(TemplateDecoder lines, VariableBytes values, int maxBytes) {
    this.lines = lines;
    this.values = values;
    this.maxBytes = maxBytes;
  }

  /** The entries whose lines contain {@code literal}, and perhaps others. */
  BitSet mayContain(byte[] literal, boolean ignoreAsciiCase) throws FormatException {
    BitSet found = new BitSet(lines.entries());
    found.set(0, lines.entries());
    for (LiteralSearch word : UndividedWord.allOf(literal, ignoreAsciiCase)) {
      retain(found, new UndividedRows(values, word));
    }
    WholeWord word = WholeWord.of(literal, ignoreAsciiCase);
    if (word != null && !found.isEmpty()) {
      retain(found, new WholeWordRows(values, word, lines::entriesOf, maxBytes));
    }
    return found;
  }

  /** Drops the entries whose lines do not have the word. */
  private void retain(BitSet found, WordRows word) throws FormatException {
    @Nullable BitSet[] rows = new @Nullable BitSet[lines.ids()];
    for (int entry = found.nextSetBit(0); entry >= 0; entry = found.nextSetBit(entry + 1)) {
      int id = lines.id(entry);
      if (rows[id] == null) {
        rows[id] = rows(id, word);
      }
    }
    int[] next = new int[rows.length];
    int last = found.length();
    for (int entry = 0; entry < last; entry++) {
      int id = lines.id(entry);
      BitSet known = rows[id];
      int row = next[id]++;
      if (known != null && !known.get(row)) {
        found.clear(entry);
      }
    }
  }

  private BitSet rows(int id, WordRows word) throws FormatException {
    if (id == 0) {
      return word.rows(lines.verbatim(), 0);
    }
    BitSet found = new BitSet();
    if (lines.isInTemplate(id - 1, word)) {
      found.set(0, lines.rows(id));
    } else if (word.mayBeInValues()) {
      for (VariableColumn column : lines.columns(id - 1)) {
        found.or(word.rows(column, id));
      }
    }
    return found;
  }
}
