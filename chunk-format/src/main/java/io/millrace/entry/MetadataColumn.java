package io.millrace.entry;

import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * The structured metadata of a batch of entries. Label sets may be made when they are asked for, so
 * that entries nobody looks at cost nothing. Safe for use by any number of threads.
 */
public interface MetadataColumn {
  /** All metadata of an entry. */
  Labels get(int index);

  /** The value of one name, or null when the entry has no such metadata. */
  default @Nullable String value(int index, String name) {
    return get(index).get(name);
  }

  /** The metadata of the entries at the given indices. */
  default MetadataColumn select(int[] indices) {
    return new SelectedMetadata(this, indices.clone());
  }
}
