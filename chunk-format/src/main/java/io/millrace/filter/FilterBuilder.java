package io.millrace.filter;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/** Builds the filters of one chunk. Not safe for concurrent use. */
public final class FilterBuilder {
  /** Chunks with less than this are scanned faster than their filter is read. */
  private static final int MIN_FILTERED_BYTES = 64 * 1024;

  private final @Nullable LineFilterBuilder lines;
  private final MetadataFilter.Builder pairs = new MetadataFilter.Builder();
  private int entryCount;

  /**
   * Filters without an entry.
   *
   * @param lineBytes sum of the lengths of the lines that will come
   */
  public FilterBuilder(long lineBytes) {
    this.lines = lineBytes < MIN_FILTERED_BYTES ? null : new LineFilterBuilder(lineBytes);
  }

  /** Adds entries, which may stand in any order. */
  public void add(EntryBatch entries) {
    if (lines != null) {
      lines.add(entries);
    }
    entryCount += entries.size();
    if (entries.hasNoMetadata()) {
      return;
    }
    Labels last = Labels.empty();
    for (int i = 0; i < entries.size(); i++) {
      Labels metadata = entries.metadata(i);
      if (!metadata.equals(last)) {
        metadata.forEach(pairs::add);
        last = metadata;
      }
    }
  }

  /**
   * The filters of all entries.
   *
   * @param maxBytes the most bytes that each filter may take
   */
  public ChunkFilters build(int maxBytes) {
    return new ChunkFilters(
        lines == null ? null : lines.build(maxBytes),
        entryCount > 1 ? pairs.build(maxBytes) : null);
  }
}
