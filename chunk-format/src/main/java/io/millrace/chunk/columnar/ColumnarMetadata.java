package io.millrace.chunk.columnar;

import io.millrace.chunk.columnar.section.FixedWidth;
import io.millrace.entry.MetadataColumn;
import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a block, from which label sets are made when they are asked for. Everything that
 * it holds was checked when it was decoded, see {@link MetadataDecoder}.
 */
final class ColumnarMetadata implements MetadataColumn {
  private final int entries;
  private final String[] names;
  private final ValueColumn[] columns;

  /** Columns of each shape, by ascending name. */
  private final int[][] shapes;

  /** Shape of each entry; null when all have the first. */
  private final byte @Nullable [] shapeIds;

  /**
   * For each entry in turn the number of its value in each of its columns; computed when first
   * asked for, and not needed when all entries have the same shape.
   */
  private volatile @Nullable Rows rows;

  /** By column, sets of that column's values alone; made again where two threads meet. */
  private final @Nullable Labels[] @Nullable [] singles;

  /** Numbers of the values of entry i: {@code numbers[starts[i] ..]}, in the order of its shape. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Rows(int[] starts, int[] numbers) {}

  ColumnarMetadata(
      int entries,
      String[] names,
      ValueColumn[] columns,
      int[][] shapes,
      byte @Nullable [] shapeIds) {
    this.entries = entries;
    this.names = names;
    this.columns = columns;
    this.shapes = shapes;
    this.shapeIds = shapeIds;
    this.singles = new @Nullable Labels[columns.length] @Nullable [];
  }

  @Override
  public Labels get(int index) {
    int[] shape = shapes[shapeOf(index)];
    if (shape.length == 1 && columns[shape[0]] instanceof ValueColumn.Dict dict) {
      return single(shape[0], dict, dict.index(number(index, 0)));
    }
    String[] pairs = new String[2 * shape.length];
    for (int i = 0; i < shape.length; i++) {
      pairs[2 * i] = names[shape[i]];
      pairs[2 * i + 1] = columns[shape[i]].get(number(index, i));
    }
    return Labels.ofSorted(pairs);
  }

  /** Entries whose only metadata is a level have few sets, which are made once. */
  private Labels single(int column, ValueColumn.Dict dict, int value) {
    @Nullable Labels[] sets = singles[column];
    if (sets == null) {
      sets = new @Nullable Labels[dict.values().length];
      singles[column] = sets;
    }
    Labels known = sets[value];
    if (known == null) {
      known = Labels.ofSorted(names[column], dict.values()[value]);
      sets[value] = known;
    }
    return known;
  }

  @Override
  public @Nullable String value(int index, String name) {
    int[] shape = shapes[shapeOf(index)];
    for (int i = 0; i < shape.length; i++) {
      if (names[shape[i]].equals(name)) {
        return columns[shape[i]].get(number(index, i));
      }
    }
    return null;
  }

  private int shapeOf(int index) {
    return shapeIds == null ? 0 : FixedWidth.read(shapeIds, 0, index, FixedWidth.of(shapes.length));
  }

  private int number(int index, int place) {
    if (shapeIds == null) {
      return index;
    }
    Rows known = rows;
    if (known == null) {
      known = countRows();
      rows = known;
    }
    return known.numbers()[known.starts()[index] + place];
  }

  private Rows countRows() {
    int[] starts = new int[entries];
    int total = 0;
    for (int i = 0; i < entries; i++) {
      starts[i] = total;
      total += shapes[shapeOf(i)].length;
    }
    int[] numbers = new int[total];
    int[] next = new int[columns.length];
    for (int i = 0; i < entries; i++) {
      int[] shape = shapes[shapeOf(i)];
      for (int place = 0; place < shape.length; place++) {
        numbers[starts[i] + place] = next[shape[place]]++;
      }
    }
    return new Rows(starts, numbers);
  }
}
