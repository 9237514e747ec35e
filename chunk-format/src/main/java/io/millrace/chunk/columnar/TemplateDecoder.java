package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import java.util.Arrays;

/** Puts the lines of a block together again from templates and columns of variables. */
final class TemplateDecoder {
  private final BlockSections sections;
  private final int entries;

  /** Width of {@link #ids}. */
  private int width;

  private byte[] ids = new byte[0];

  /** The static pieces of the templates, one behind the other, with slack. */
  private byte[] pieces = new byte[0];

  /** Template {@code t} has pieces {@code [firstPiece[t] .. firstPiece[t + 1])}. */
  private int[] firstPiece = new int[0];

  private int[] pieceStarts = new int[0];

  TemplateDecoder(BlockSections sections, int entries) {
    this.sections = sections;
    this.entries = entries;
  }

  /**
   * The lines, each followed by a line feed.
   *
   * @param length of all lines; the array returned is longer
   */
  byte[] decode(int length) throws FormatException {
    readTemplates();
    int[] rows = rows();
    ByteCursor head = new ByteCursor(sections.bytes(SectionId.VARIABLES));
    int count = head.count("columns of variables", TemplateEncoder.MAX_COLUMNS);
    int pieceCount = firstPiece[firstPiece.length - 1];
    int templates = firstPiece.length - 1;
    if (count != pieceCount - templates) {
      throw FormatException.mismatch(0, "columns of variables", pieceCount - templates, count);
    }
    VariableReader values = new VariableReader(sections, head, count, length);
    values.openVerbatim();
    for (int template = 0; template < templates; template++) {
      int columns = firstPiece[template + 1] - firstPiece[template] - 1;
      for (int i = 0; i < columns; i++) {
        values.open(rows[template + 1]);
      }
    }
    assemble(values, length);
    values.requireAllRead(head);
    return values.out();
  }

  private void readTemplates() throws FormatException {
    byte[] texts = sections.bytes(SectionId.TEMPLATES);
    int templates = 0;
    int marks = 0;
    for (byte b : texts) {
      templates += b == '\n' ? 1 : 0;
      marks += b == LineTemplates.VARIABLE ? 1 : 0;
    }
    if (texts.length > 0 && texts[texts.length - 1] != '\n') {
      throw FormatException.damaged(0, "templates do not end in a line feed");
    }
    if (templates > TemplateEncoder.MAX_TEMPLATES) {
      throw FormatException.tooLarge(0, "templates", templates, TemplateEncoder.MAX_TEMPLATES);
    }
    if (marks > TemplateEncoder.MAX_COLUMNS) {
      throw FormatException.tooLarge(0, "variables", marks, TemplateEncoder.MAX_COLUMNS);
    }
    pieces = Arrays.copyOf(texts, texts.length + VariableReader.SLACK);
    firstPiece = new int[templates + 1];
    pieceStarts = new int[templates + marks + 1];
    int piece = 0;
    int template = 0;
    for (int i = 0; i < texts.length; i++) {
      if (texts[i] == '\n' || texts[i] == LineTemplates.VARIABLE) {
        pieceStarts[++piece] = i + 1;
      }
      if (texts[i] == '\n') {
        firstPiece[++template] = piece;
      }
    }
  }

  /** Lines of each id; fails if one is out of range. */
  private int[] rows() throws FormatException {
    int[] rows = new int[firstPiece.length];
    width = FixedWidth.of(rows.length);
    ids = sections.bytes(SectionId.TEMPLATE_IDS);
    if (ids.length != (long) width * entries) {
      throw FormatException.mismatch(0, "templates of lines", (long) width * entries, ids.length);
    }
    for (int i = 0; i < entries; i++) {
      int id = FixedWidth.read(ids, 0, i, width);
      if (id >= rows.length) {
        throw FormatException.damaged(i, "template " + id + " of " + (rows.length - 1));
      }
      rows[id]++;
    }
    return rows;
  }

  private void assemble(VariableReader values, int length) throws FormatException {
    int at = 0;
    for (int i = 0; i < entries; i++) {
      int id = FixedWidth.read(ids, 0, i, width);
      if (id == 0) {
        at = values.append(0, at);
      } else {
        int first = firstPiece[id - 1];
        int last = firstPiece[id] - 1;
        // One column less than pieces in each template before, and the verbatim one in front.
        int column = first - id + 2;
        at = values.appendPiece(pieces, pieceStarts[first], pieceStarts[first + 1] - 1, at);
        for (int piece = first + 1; piece <= last; piece++) {
          at = values.append(column++, at);
          at = values.appendPiece(pieces, pieceStarts[piece], pieceStarts[piece + 1] - 1, at);
        }
      }
      at = values.endLine(at);
    }
    if (at != length) {
      throw FormatException.mismatch(0, "bytes of lines", length, at);
    }
  }
}
