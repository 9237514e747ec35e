package io.millrace.entry;

import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/** The metadata of some entries of another column. */
final class SelectedMetadata implements MetadataColumn {
  private final MetadataColumn column;
  private final int[] indices;

  /** Takes the indices without a copy. */
  SelectedMetadata(MetadataColumn column, int[] indices) {
    this.column = column;
    this.indices = indices;
  }

  @Override
  public Labels get(int index) {
    return column.get(indices[index]);
  }

  @Override
  public @Nullable String value(int index, String name) {
    return column.value(indices[index], name);
  }
}
