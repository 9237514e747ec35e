package io.millrace.chunk.columnar;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;
import io.millrace.search.LiteralSearch;
import java.util.Arrays;

/**
 * The templates and columns of variables of a block, from which lines are put together and values
 * are read. Not safe for concurrent use.
 */
final class TemplateDecoder {
  private final int entries;

  /** The texts of the templates, one behind the other, with slack. */
  private final byte[] texts;

  /** Template {@code t} has pieces {@code [firstPiece[t] .. firstPiece[t + 1])}. */
  private final int[] firstPiece;

  private final int[] pieceStarts;
  private final byte[] forms;

  private final byte[] ids;

  /** Width of {@link #ids}. */
  private final int width;

  /** How many lines each id has. */
  private final int[] rows;

  private final VariableBytes values;
  private final VariableColumn verbatim;

  /** Those of one template behind those of the one before. */
  private final VariableColumn[] columns;

  /**
   * Reads the directory of a block with templates.
   *
   * @param timestamps of its entries
   */
  TemplateDecoder(BlockSections sections, long[] timestamps) throws FormatException {
    this.entries = timestamps.length;
    byte[] plain = sections.bytes(SectionId.TEMPLATES);
    int templates = count(plain, (byte) '\n');
    int marks = count(plain, LineTemplates.VARIABLE);
    if (plain.length > 0 && plain[plain.length - 1] != '\n') {
      throw FormatException.damaged(0, "templates do not end in a line feed");
    }
    requireAtMost("templates", templates, TemplateEncoder.MAX_TEMPLATES);
    requireAtMost("variables", marks, TemplateEncoder.MAX_COLUMNS);
    texts = Arrays.copyOf(plain, plain.length + LineOutput.SLACK);
    firstPiece = new int[templates + 1];
    pieceStarts = new int[templates + marks + 1];
    findPieces(plain.length);
    forms = forms(sections, templates);
    rows = new int[templates + 1];
    width = FixedWidth.of(rows.length);
    ids = sections.bytes(SectionId.TEMPLATE_IDS);
    countRows();
    VariableDirectory directory = new VariableDirectory(sections, timestamps);
    values = directory.source();
    verbatim = directory.verbatim(rows[0]);
    columns = new VariableColumn[marks];
    for (int template = 0, next = 0; template < templates; template++) {
      for (int i = 0; i < variables(template); i++) {
        columns[next++] = directory.next(rows[template + 1]);
      }
    }
    directory.requireEnd();
  }

  private static void requireAtMost(String what, int count, int most) throws FormatException {
    if (count > most) {
      throw FormatException.tooLarge(0, what, count, most);
    }
  }

  private static int count(byte[] bytes, byte value) {
    int count = 0;
    for (byte b : bytes) {
      count += b == value ? 1 : 0;
    }
    return count;
  }

  private void findPieces(int length) {
    int piece = 0;
    int template = 0;
    for (int i = 0; i < length; i++) {
      if (texts[i] == '\n' || texts[i] == LineTemplates.VARIABLE) {
        pieceStarts[++piece] = i + 1;
      }
      if (texts[i] == '\n') {
        firstPiece[++template] = piece;
      }
    }
  }

  /** Versions before 132 know no forms. */
  private static byte[] forms(BlockSections sections, int templates) throws FormatException {
    if (!sections.has(SectionId.TEMPLATE_FORMS)) {
      return new byte[templates];
    }
    byte[] forms = sections.bytes(SectionId.TEMPLATE_FORMS);
    if (forms.length != templates) {
      throw FormatException.mismatch(0, "forms of templates", templates, forms.length);
    }
    for (byte form : forms) {
      TemplateForm.of(form);
    }
    return forms;
  }

  /** Fails if an id is out of range. */
  private void countRows() throws FormatException {
    if (ids.length != (long) width * entries) {
      throw FormatException.mismatch(0, "templates of lines", (long) width * entries, ids.length);
    }
    for (int i = 0; i < entries; i++) {
      int id = id(i);
      if (id >= rows.length) {
        throw FormatException.damaged(i, "template " + id + " of " + (rows.length - 1));
      }
      rows[id]++;
    }
  }

  /** Zero if the line of an entry is verbatim, else its template, from one on. */
  int id(int entry) {
    return FixedWidth.read(ids, 0, entry, width);
  }

  int templates() {
    return firstPiece.length - 1;
  }

  int variables(int template) {
    return firstPiece[template + 1] - firstPiece[template] - 1;
  }

  LineTemplate template(int template) throws FormatException {
    int start = pieceStarts[firstPiece[template]];
    int end = pieceStarts[firstPiece[template + 1]] - 1;
    return new LineTemplate(
        TemplateForm.of(forms[template]), Arrays.copyOfRange(texts, start, end));
  }

  /** The lines without a template. */
  VariableColumn verbatim() {
    return verbatim;
  }

  /** Whether a word that no line holds in pieces is in the templates or in some value. */
  boolean hasUndivided(LiteralSearch word) throws FormatException {
    byte[] directory = values.directory();
    byte[] texts = values.section(SectionId.VARIABLE_TEXTS);
    return word.isIn(this.texts, 0, this.texts.length)
        || word.isIn(directory, 0, directory.length)
        || word.isIn(texts, 0, texts.length);
  }

  /** The column of a variable. */
  VariableColumn column(int template, int variable) {
    return columns[firstColumn(template) + variable];
  }

  /** There is one column less than pieces in each template. */
  private int firstColumn(int template) {
    return firstPiece[template] - template;
  }

  /**
   * The lines, each followed by a line feed.
   *
   * @param length of all lines; the array returned is longer
   */
  byte[] lines(int length) throws FormatException {
    LineOutput out = new LineOutput(length);
    VariableColumn.Cursor verbatims = verbatim.cursor();
    VariableColumn.Cursor[] cursors = new VariableColumn.Cursor[columns.length];
    for (int i = 0; i < columns.length; i++) {
      cursors[i] = columns[i].cursor();
    }
    int at = 0;
    for (int entry = 0; entry < entries; entry++) {
      int id = id(entry);
      if (id == 0) {
        at = verbatims.next(out, at, entry);
      } else {
        int first = firstPiece[id - 1];
        int last = firstPiece[id] - 1;
        int column = firstColumn(id - 1);
        at = out.piece(texts, pieceStarts[first], pieceStarts[first + 1] - 1, at);
        for (int piece = first + 1; piece <= last; piece++) {
          at = cursors[column++].next(out, at, entry);
          at = out.piece(texts, pieceStarts[piece], pieceStarts[piece + 1] - 1, at);
        }
      }
      at = out.lineFeed(at);
    }
    if (at != length) {
      throw FormatException.mismatch(0, "bytes of lines", length, at);
    }
    verbatims.requireEnd();
    for (VariableColumn.Cursor cursor : cursors) {
      cursor.requireEnd();
    }
    return out.bytes();
  }
}
