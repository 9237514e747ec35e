package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.FixedWidth;
import io.millrace.chunk.columnar.section.SectionId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The templates and columns of variables of a block, from which lines are put together and values
 * are read. Not safe for concurrent use.
 */
public final class TemplateDecoder {
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
  public TemplateDecoder(BlockSections sections, long[] timestamps) throws FormatException {
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

  /** The template of an entry's line, or {@link TemplatedBlock#VERBATIM}. */
  public int templateOf(int entry) {
    return id(entry) - 1;
  }

  public int templates() {
    return firstPiece.length - 1;
  }

  private int variables(int template) {
    return firstPiece[template + 1] - firstPiece[template] - 1;
  }

  /** A template in {@code [0 .. templates())}. */
  public LineTemplate template(int template) throws FormatException {
    int start = pieceStarts[firstPiece[template]];
    int end = pieceStarts[firstPiece[template + 1]] - 1;
    return new LineTemplate(
        TemplateForm.of(forms[template]), Arrays.copyOfRange(texts, start, end));
  }

  /**
   * The values of a variable, in the order of the template's lines.
   *
   * @param maxBytes of the lines of all entries
   */
  public TemplateValues values(int template, int variable, int maxBytes) throws FormatException {
    VariableColumn column = columns[firstColumn(template) + variable];
    return ColumnValues.of(column, entriesOf(template + 1), maxBytes);
  }

  /**
   * The lines without a template.
   *
   * @param maxBytes of the lines of all entries
   */
  public TemplateValues verbatimLines(int maxBytes) throws FormatException {
    return ColumnValues.of(verbatim, entriesOf(0), maxBytes);
  }

  /** The entries of an id's rows. */
  int[] entriesOf(int id) {
    int[] found = new int[rows[id]];
    int row = 0;
    for (int entry = 0; row < found.length; entry++) {
      if (id(entry) == id) {
        found[row++] = entry;
      }
    }
    return found;
  }

  /**
   * The entries whose lines contain {@code literal}, and perhaps others.
   *
   * @param ignoreAsciiCase whether letters A to Z of the literal match either case
   * @param maxBytes of the lines of all entries
   */
  public BitSet mayContain(byte[] literal, boolean ignoreAsciiCase, int maxBytes)
      throws FormatException {
    return new LineSearch(this, values, maxBytes).mayContain(literal, ignoreAsciiCase);
  }

  int entries() {
    return entries;
  }

  /** One for the verbatim lines and one for each template. */
  int ids() {
    return rows.length;
  }

  /** How many lines an id has. */
  int rows(int id) {
    return rows[id];
  }

  VariableColumn verbatim() {
    return verbatim;
  }

  /** The columns of a template's variables. */
  List<VariableColumn> columns(int template) {
    return Arrays.asList(columns).subList(firstColumn(template), firstColumn(template + 1));
  }

  boolean isInTemplate(int template, WordRows word) {
    int start = pieceStarts[firstPiece[template]];
    return word.isInTemplate(texts, start, pieceStarts[firstPiece[template + 1]] - 1);
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
  public byte[] lines(int length) throws FormatException {
    LineOutput out = new LineOutput(length);
    LineCursors cursors = new LineCursors();
    int at = 0;
    for (int entry = 0; entry < entries; entry++) {
      at = out.lineFeed(cursors.next(out, at, entry));
    }
    if (at != length) {
      throw FormatException.mismatch(0, "bytes of lines", length, at);
    }
    cursors.requireEnd();
    return out.bytes();
  }

  /**
   * Some of the lines, one behind the other, each followed by a line feed. Templates none of whose
   * lines is wanted are not looked at.
   *
   * @param wanted entries, of which there is one at least
   * @param sizes of the lines of all entries
   * @param ends where each wanted line ends is put here, in their order
   * @return an array that is longer than the lines
   */
  public byte[] lines(BitSet wanted, int[] sizes, int[] ends) throws FormatException {
    boolean[] isWantedId = new boolean[rows.length];
    long length = 0;
    for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
      isWantedId[id(i)] = true;
      length += sizes[i] + 1;
    }
    LineOutput out = new LineOutput(Math.toIntExact(length));
    LineCursors cursors = new LineCursors();
    int at = 0;
    int count = 0;
    for (int entry = 0; entry < wanted.length(); entry++) {
      if (!isWantedId[id(entry)]) {
        continue;
      }
      if (!wanted.get(entry)) {
        cursors.skip(entry);
        continue;
      }
      int end = cursors.next(out, at, entry);
      if (end - at != sizes[entry]) {
        throw FormatException.mismatch(entry, "bytes of a line", sizes[entry], end - at);
      }
      ends[count++] = end;
      at = out.lineFeed(end);
    }
    return out.bytes();
  }

  /** Puts lines together, one after the other. */
  private final class LineCursors {
    private final VariableColumn.Cursor verbatims = verbatim.cursor();

    /** Opened when the first line of a template is put together. */
    private final VariableColumn.@Nullable Cursor[] cursors =
        new VariableColumn.@Nullable Cursor[columns.length];

    LineCursors() throws FormatException {}

    int next(LineOutput out, int start, int entry) throws FormatException {
      int id = id(entry);
      if (id == 0) {
        return verbatims.next(out, start, entry);
      }
      int first = firstPiece[id - 1];
      int last = firstPiece[id] - 1;
      int column = firstColumn(id - 1);
      int at = out.piece(texts, pieceStarts[first], pieceStarts[first + 1] - 1, start);
      for (int piece = first + 1; piece <= last; piece++) {
        at = cursor(column++).next(out, at, entry);
        at = out.piece(texts, pieceStarts[piece], pieceStarts[piece + 1] - 1, at);
      }
      return at;
    }

    void skip(int entry) throws FormatException {
      int id = id(entry);
      if (id == 0) {
        verbatims.skip(entry);
        return;
      }
      int end = firstColumn(id);
      for (int column = firstColumn(id - 1); column < end; column++) {
        cursor(column).skip(entry);
      }
    }

    private VariableColumn.Cursor cursor(int column) throws FormatException {
      VariableColumn.Cursor known = cursors[column];
      if (known == null) {
        known = columns[column].cursor();
        cursors[column] = known;
      }
      return known;
    }

    /** Fails if there is more than was read. */
    void requireEnd() throws FormatException {
      verbatims.requireEnd();
      for (int column = 0; column < cursors.length; column++) {
        cursor(column).requireEnd();
      }
    }
  }
}
