package io.millrace.entry;

import io.millrace.labels.Labels;
import java.util.List;
import java.util.Objects;

/**
 * Structured metadata as a list of sets and, for each entry, the number of its set: whoever has to
 * look at every entry can look at every set instead. Sets may be empty, and may be equal to one
 * another. Safe for use by any number of threads.
 */
public final class SharedMetadata implements MetadataColumn {
  private final int[] refs;
  private final List<Labels> sets;

  /**
   * Takes both as they are, without a copy.
   *
   * @param refs for each entry an index into {@code sets}; may be longer than the batch
   */
  SharedMetadata(int[] refs, List<Labels> sets) {
    this.refs = refs;
    this.sets = sets;
  }

  public List<Labels> sets() {
    return sets;
  }

  /** The number of an entry's set. */
  public int ref(int index) {
    return refs[index];
  }

  @Override
  public Labels get(int index) {
    return sets.get(refs[index]);
  }

  @Override
  public SharedMetadata select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = refs[Objects.checkIndex(indices[i], refs.length)];
    }
    return new SharedMetadata(selected, sets);
  }
}
