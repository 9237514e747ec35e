package io.millrace.chunk.columnar.template;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.SectionId;
import java.util.Arrays;

/** Reads what a block says of its columns of variables, one column after the other. */
final class VariableDirectory {
  private final ByteCursor head;
  private final VariableBytes source;
  private final long[] timestamps;

  /** Columns that are still to come, those of parts included. */
  private int left;

  /**
   * Reads the number of columns.
   *
   * @param timestamps of the block's entries
   */
  VariableDirectory(BlockSections sections, long[] timestamps) throws FormatException {
    this.head = new ByteCursor(sections.bytes(SectionId.VARIABLES));
    this.timestamps = timestamps;
    this.left = head.count("columns of variables", TemplateEncoder.MAX_COLUMNS);
    this.source = new VariableBytes(sections, head);
  }

  /** Where the columns have their values. */
  VariableBytes source() {
    return source;
  }

  /** The lines without a template, which come first. */
  VariableColumn verbatim(int rows) throws FormatException {
    return texts(rows);
  }

  /** The next column of a template with so many lines. */
  VariableColumn next(int rows) throws FormatException {
    return column(rows, true);
  }

  /** Fails if there is more than was read. */
  void requireEnd() throws FormatException {
    if (left != 0 || head.hasRemaining()) {
      throw FormatException.mismatch(head.offset(), "columns of variables", 0, left);
    }
    source.requireAllGiven();
  }

  private VariableColumn column(int rows, boolean mayHaveParts) throws FormatException {
    if (left-- == 0) {
      throw FormatException.damaged(head.offset(), "more columns of variables than there are");
    }
    int kind = head.u8("kind of variables");
    return switch (kind) {
      case VariableColumns.TEXT -> texts(rows);
      case VariableColumns.DICT -> dictionary(rows);
      case VariableColumns.NUMBER -> numbers(rows, false);
      case VariableColumns.DELTA -> numbers(rows, true);
      case VariableColumns.HEX -> hex(rows);
      case VariableColumns.TIME -> times(rows);
      case VariableColumns.MASK -> mask(rows);
      case VariableColumns.PARTS -> {
        if (!mayHaveParts) {
          throw FormatException.damaged(head.offset(), "parts of parts");
        }
        yield parts(rows);
      }
      default -> throw FormatException.tooNew(head.offset(), "variables of kind " + kind);
    };
  }

  private VariableColumn texts(int rows) throws FormatException {
    int bytes = head.count("bytes of variables", BlockSections.MAX_LENGTH);
    int start = source.give(SectionId.VARIABLE_TEXTS, bytes, head.offset());
    return new VariableColumn.Text(source, rows, start, start + bytes);
  }

  private VariableColumn dictionary(int rows) throws FormatException {
    int distinct = head.count("dictionary", VariableValues.MAX_DISTINCT);
    int[] starts = new int[distinct];
    int[] lengths = new int[distinct];
    for (int i = 0; i < distinct; i++) {
      lengths[i] = head.length("variable");
      starts[i] = text(lengths[i]);
    }
    int from = source.give(SectionId.VARIABLE_INDICES, rows, head.offset());
    return new VariableColumn.Dictionary(source, rows, starts, lengths, from);
  }

  /** Passes over a text and returns where it begins. */
  private int text(int length) throws FormatException {
    int start = head.skip(length, "text");
    for (int at = start; at < start + length; at++) {
      if (head.buffer()[at] == '\n') {
        throw FormatException.damaged(at, "line feed in a variable");
      }
    }
    return start;
  }

  private VariableColumn numbers(int rows, boolean delta) throws FormatException {
    int width = head.count("width of numbers", LineOutput.MAX_DIGITS);
    int bytes = head.count("bytes of numbers", BlockSections.MAX_LENGTH);
    int start = source.give(SectionId.VARIABLE_NUMBERS, bytes, head.offset());
    return new VariableColumn.Numbers(source, rows, width, delta, start, start + bytes);
  }

  private VariableColumn hex(int rows) throws FormatException {
    int each = head.count("digits of variables", VariableValues.MAX_HEX_DIGITS);
    if (each == 0 || each % 2 != 0) {
      throw FormatException.damaged(head.offset(), "variables of " + each + " digits");
    }
    int start = digits(rows, each / 2);
    return new VariableColumn.Hex(source, rows, each / 2, start);
  }

  private int digits(int rows, int bytes) throws FormatException {
    return source.give(SectionId.VARIABLE_DIGITS, (long) rows * bytes, head.offset());
  }

  private VariableColumn mask(int rows) throws FormatException {
    int length = head.count("length of variables", VariableValues.MAX_HEX_DIGITS);
    int start = text(length);
    byte[] mask = Arrays.copyOfRange(head.buffer(), start, start + length);
    int digits = 0;
    for (byte b : mask) {
      digits += b == LineTemplates.VARIABLE ? 1 : 0;
    }
    if (digits == 0 || digits % 2 != 0) {
      throw FormatException.damaged(head.offset(), "variables of " + digits + " digits");
    }
    return new VariableColumn.Mask(source, rows, mask, digits / 2, digits(rows, digits / 2));
  }

  private VariableColumn times(int rows) throws FormatException {
    int reference = head.u8("reference of times");
    if (reference != TimeColumn.ENTRY && reference != TimeColumn.BEFORE) {
      throw FormatException.tooNew(head.offset(), "times with the reference " + reference);
    }
    int style = head.u8("style of times");
    if (style != TimeText.ISO && style != TimeText.CLF) {
      throw FormatException.tooNew(head.offset(), "times of style " + style);
    }
    int separator = character("separator of times");
    int point = character("point of times");
    int digits = head.count("digits of times", TimeText.MAX_FRACTION);
    int length = head.count("suffix of times", TimeLayout.MAX_SUFFIX);
    int start = text(length);
    byte[] suffix = Arrays.copyOfRange(head.buffer(), start, start + length);
    TimeLayout layout = new TimeLayout(style, separator, point, digits, suffix);
    long base = head.svarint("base of times");
    int bytes = head.count("bytes of times", BlockSections.MAX_LENGTH);
    int from = source.give(SectionId.VARIABLE_NUMBERS, bytes, head.offset());
    return new VariableColumn.Times(
        source, rows, layout, timestamps, reference, base, from, from + bytes);
  }

  private int character(String what) throws FormatException {
    int character = head.u8(what);
    if (character == '\n') {
      throw FormatException.damaged(head.offset(), "line feed in a time");
    }
    return character;
  }

  private VariableColumn parts(int rows) throws FormatException {
    int count = head.count("parts", ValueParts.MAX_PARTS);
    if (count == 0) {
      throw FormatException.damaged(head.offset(), "no parts");
    }
    int from = count == 1 ? 0 : source.give(SectionId.VARIABLE_INDICES, rows, head.offset());
    VariableColumn.Parts.Part[] parts = new VariableColumn.Parts.Part[count];
    for (int i = 0; i < count; i++) {
      parts[i] = part(rows);
    }
    return new VariableColumn.Parts(source, rows, parts, from);
  }

  private VariableColumn.Parts.Part part(int most) throws FormatException {
    int length = head.length("text of a part");
    int start = text(length);
    int variables = 0;
    for (int at = start; at < start + length; at++) {
      variables += head.buffer()[at] == LineTemplates.VARIABLE ? 1 : 0;
    }
    if (variables > left) {
      throw FormatException.tooLarge(head.offset(), "variables of a part", variables, left);
    }
    int[] starts = new int[variables + 1];
    int[] ends = new int[variables + 1];
    int piece = 0;
    starts[0] = start;
    for (int at = start; at < start + length; at++) {
      if (head.buffer()[at] == LineTemplates.VARIABLE) {
        ends[piece++] = at;
        starts[piece] = at + 1;
      }
    }
    ends[piece] = start + length;
    int rows = head.count("values of a part", most);
    VariableColumn[] columns = new VariableColumn[variables];
    for (int i = 0; i < variables; i++) {
      columns[i] = column(rows, false);
    }
    return new VariableColumn.Parts.Part(rows, starts, ends, columns);
  }
}
