package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;
import io.millrace.chunk.columnar.section.FixedWidth;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the metadata of a block's entries into columns. */
final class MetadataEncoder {
  /** Above this many values a dictionary is used only if values repeat. */
  private static final int SMALL_DICTIONARY = 64;

  private static final int MAX_HEX_DIGITS = 64;
  private static final int MAX_KNOWN_SETS = 1024;

  /** A name and its values, in the order of the entries that have it. */
  private record Column(String name, int id, List<String> values) {}

  /** The columns of an entry, by ascending name. */
  private record Shape(int id, List<Column> columns) {}

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Map<List<String>, Shape> shapes = new LinkedHashMap<>();

  /** Shapes by label set: most batches share a few sets, and looking those up is cheaper. */
  private final IdentityHashMap<Labels, Shape> shapesOfSets = new IdentityHashMap<>();

  private final int[] shapeOf;

  final ByteWriter head = new ByteWriter();
  final ByteWriter shapeIds = new ByteWriter();
  final ByteWriter indices = new ByteWriter();
  final ByteWriter digits = new ByteWriter();
  final ByteWriter texts = new ByteWriter();

  MetadataEncoder(EntryBatch entries, int from, int to) {
    shapeOf = new int[to - from];
    for (int i = from; i < to; i++) {
      shapeOf[i - from] = add(entries.metadata(i));
    }
    write();
  }

  /** Appends the values of one entry to their columns, and returns its shape. */
  private int add(Labels metadata) {
    Shape shape = shapesOfSets.get(metadata);
    if (shape == null) {
      List<String> names = new ArrayList<>(metadata.size());
      for (int pair = 0; pair < metadata.size(); pair++) {
        names.add(metadata.name(pair));
      }
      shape = shapes.computeIfAbsent(names, this::newShape);
      if (shapesOfSets.size() < MAX_KNOWN_SETS) {
        shapesOfSets.put(metadata, shape);
      }
    }
    for (int pair = 0; pair < metadata.size(); pair++) {
      shape.columns().get(pair).values().add(metadata.value(pair));
    }
    return shape.id();
  }

  private Shape newShape(List<String> names) {
    List<Column> shape = new ArrayList<>(names.size());
    for (String name : names) {
      shape.add(
          columns.computeIfAbsent(name, key -> new Column(key, columns.size(), new ArrayList<>())));
    }
    return new Shape(shapes.size(), List.copyOf(shape));
  }

  private void write() {
    head.uvarint(columns.size());
    columns.values().forEach(this::writeColumn);
    head.uvarint(shapes.size());
    for (Shape shape : shapes.values()) {
      head.uvarint(shape.columns().size());
      shape.columns().forEach(column -> head.uvarint(column.id()));
    }
    if (shapes.size() > 1) {
      int width = FixedWidth.of(shapes.size());
      for (int shape : shapeOf) {
        FixedWidth.write(shapeIds, shape, width);
      }
    }
  }

  private void writeColumn(Column column) {
    List<String> values = column.values();
    Map<String, Integer> distinct = new LinkedHashMap<>();
    for (String value : values) {
      distinct.putIfAbsent(value, distinct.size());
    }
    head.utf8(column.name());
    if (distinct.size() == 1) {
      head.u8(ValueColumn.CONST).uvarint(values.size()).utf8(values.getFirst());
    } else if (distinct.size() <= SMALL_DICTIONARY || 2 * distinct.size() <= values.size()) {
      writeDictionary(values, distinct);
    } else if (hexDigits(values) > 0) {
      head.u8(ValueColumn.HEX).uvarint(values.size()).uvarint(hexDigits(values));
      values.forEach(this::packHex);
    } else {
      head.u8(ValueColumn.TEXT).uvarint(values.size());
      writeTexts(values);
    }
  }

  private void writeDictionary(List<String> values, Map<String, Integer> distinct) {
    head.u8(ValueColumn.DICT).uvarint(values.size()).uvarint(distinct.size());
    distinct.keySet().forEach(head::utf8);
    int width = FixedWidth.of(distinct.size());
    for (String value : values) {
      Integer index = distinct.get(value);
      if (index != null) {
        FixedWidth.write(indices, index, width);
      }
    }
  }

  private void writeTexts(List<String> values) {
    List<byte[]> encoded = new ArrayList<>(values.size());
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      encoded.add(bytes);
      texts.uvarint(bytes.length);
    }
    encoded.forEach(texts::bytes);
  }

  /** The digits of each value if all are hexadecimal, of one even length; else zero. */
  private static int hexDigits(List<String> values) {
    int length = values.getFirst().length();
    if (length % 2 != 0 || length > MAX_HEX_DIGITS) {
      return 0;
    }
    for (String value : values) {
      if (value.length() != length) {
        return 0;
      }
      for (int i = 0; i < length; i++) {
        char c = value.charAt(i);
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
          return 0;
        }
      }
    }
    return length;
  }

  private void packHex(String value) {
    for (int i = 0; i < value.length(); i += 2) {
      digits.u8(
          Character.digit(value.charAt(i), 16) << 4 | Character.digit(value.charAt(i + 1), 16));
    }
  }
}
