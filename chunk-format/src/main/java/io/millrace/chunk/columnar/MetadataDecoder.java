package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.FixedWidth;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.labels.Utf8Order;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata sections of a block and checks all that {@link ColumnarMetadata} relies on.
 */
final class MetadataDecoder {
  /** The most values of all columns; a writer ends blocks long before. */
  static final int MAX_VALUES = 1 << 24;

  private static final int MAX_COLUMNS = 1 << 20;
  private static final int MAX_DIGITS = 1 << 10;

  private final BlockSections sections;
  private final ByteCursor head;
  private final int entries;

  private int indicesUsed;
  private int digitsUsed;
  private int textsUsed;

  MetadataDecoder(BlockSections sections, byte[] head, int entries) {
    this.sections = sections;
    this.head = new ByteCursor(head);
    this.entries = entries;
  }

  ColumnarMetadata decode() throws FormatException {
    int count = head.count("metadata columns", Math.min(MAX_COLUMNS, head.remaining()));
    String[] names = new String[count];
    ValueColumn[] columns = new ValueColumn[count];
    int[] sizes = new int[count];
    long total = 0;
    for (int i = 0; i < count; i++) {
      names[i] = head.utf8("metadata name");
      int kind = head.u8("column kind");
      sizes[i] = head.count("values of " + names[i], entries);
      total += sizes[i];
      columns[i] = column(kind, sizes[i]);
    }
    if (total > MAX_VALUES) {
      throw FormatException.tooLarge(head.offset(), "metadata values", total, MAX_VALUES);
    }
    int[][] shapes = shapes(names);
    byte[] shapeIds = shapes.length == 1 ? null : sections.bytes(SectionId.SHAPES);
    requireSizes(shapes, shapeIds, sizes);
    return new ColumnarMetadata(entries, names, columns, shapes, shapeIds);
  }

  private ValueColumn column(int kind, int values) throws FormatException {
    return switch (kind) {
      case ValueColumn.CONST -> new ValueColumn.Const(value());
      case ValueColumn.DICT -> dictionary(values);
      case ValueColumn.HEX -> hex(values);
      case ValueColumn.TEXT -> texts(values);
      default -> throw FormatException.tooNew(head.offset(), "metadata column of kind " + kind);
    };
  }

  private String value() throws FormatException {
    String value = head.utf8("metadata value");
    if (value.isEmpty()) {
      throw FormatException.damaged(head.offset(), "empty metadata value");
    }
    return value;
  }

  private ValueColumn dictionary(int count) throws FormatException {
    int distinct = head.count("dictionary", Math.min(entries, head.remaining()));
    String[] values = new String[distinct];
    for (int i = 0; i < distinct; i++) {
      values[i] = value();
    }
    byte[] indices = sections.bytes(SectionId.INDICES);
    int width = FixedWidth.of(distinct);
    int offset = indicesUsed;
    indicesUsed = claimed(indices, offset, (long) count * width, "indices");
    for (int i = 0; i < count; i++) {
      int index = FixedWidth.read(indices, offset, i, width);
      if (index < 0 || index >= distinct) {
        throw FormatException.damaged(offset, "value " + index + " of a dictionary of " + distinct);
      }
    }
    return new ValueColumn.Dict(values, indices, offset, width);
  }

  private ValueColumn hex(int count) throws FormatException {
    int length = head.count("digits", MAX_DIGITS);
    if (length == 0 || length % 2 != 0) {
      throw FormatException.damaged(head.offset(), "values of " + length + " digits");
    }
    byte[] packed = sections.bytes(SectionId.DIGITS);
    int offset = digitsUsed;
    digitsUsed = claimed(packed, offset, (long) count * (length / 2), "digits");
    return new ValueColumn.Hex(packed, offset, length / 2);
  }

  private ValueColumn texts(int count) throws FormatException {
    byte[] bytes = sections.bytes(SectionId.TEXTS);
    ByteCursor in = new ByteCursor(bytes, textsUsed, bytes.length - textsUsed, textsUsed);
    int[] starts = new int[count + 1];
    long total = 0;
    for (int i = 0; i < count; i++) {
      int length = in.length("metadata value");
      if (length == 0) {
        throw FormatException.damaged(in.offset(), "empty metadata value");
      }
      starts[i] = (int) total;
      total += length;
      if (total > bytes.length) {
        throw FormatException.damaged(in.offset(), "metadata values of " + total + " bytes");
      }
    }
    starts[count] = (int) total;
    int first = in.position();
    for (int i = 0; i <= count; i++) {
      starts[i] += first;
    }
    textsUsed = claimed(bytes, first, total, "texts");
    return new ValueColumn.Text(bytes, starts);
  }

  private static int claimed(byte[] section, int offset, long length, String what)
      throws FormatException {
    if (length > section.length - offset) {
      throw FormatException.mismatch(offset, what, length, (long) section.length - offset);
    }
    return offset + (int) length;
  }

  private int[][] shapes(String[] names) throws FormatException {
    int count = head.count("shapes", Math.min(entries, head.remaining()));
    if (count == 0) {
      throw FormatException.damaged(head.offset(), "no shapes");
    }
    int[][] shapes = new int[count][];
    for (int i = 0; i < count; i++) {
      int[] shape =
          new int[head.count("columns of a shape", Math.min(names.length, head.remaining()))];
      for (int place = 0; place < shape.length; place++) {
        shape[place] = head.count("column", names.length - 1);
        if (place > 0 && Utf8Order.compare(names[shape[place - 1]], names[shape[place]]) >= 0) {
          throw FormatException.damaged(head.offset(), "metadata names out of order");
        }
      }
      shapes[i] = shape;
    }
    if (head.hasRemaining()) {
      throw FormatException.mismatch(head.offset(), "bytes behind the shapes", 0, head.remaining());
    }
    return shapes;
  }

  /** Every column must have as many values as entries of its shapes ask for. */
  private void requireSizes(int[][] shapes, byte @Nullable [] shapeIds, int[] sizes)
      throws FormatException {
    int[] used = new int[shapes.length];
    if (shapeIds == null) {
      used[0] = entries;
    } else {
      int width = FixedWidth.of(shapes.length);
      if (shapeIds.length != (long) width * entries) {
        throw FormatException.mismatch(0, "shapes", (long) width * entries, shapeIds.length);
      }
      for (int i = 0; i < entries; i++) {
        int shape = FixedWidth.read(shapeIds, 0, i, width);
        if (shape < 0 || shape >= shapes.length) {
          throw FormatException.damaged(i, "shape " + shape + " of " + shapes.length);
        }
        used[shape]++;
      }
    }
    long[] asked = new long[sizes.length];
    for (int i = 0; i < shapes.length; i++) {
      for (int column : shapes[i]) {
        asked[column] += used[i];
      }
    }
    for (int i = 0; i < sizes.length; i++) {
      if (asked[i] != sizes[i]) {
        throw FormatException.mismatch(0, "values of column " + i, asked[i], sizes[i]);
      }
    }
  }
}
