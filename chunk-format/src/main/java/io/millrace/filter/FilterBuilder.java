package io.millrace.filter;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the filters of one chunk. */
public final class FilterBuilder {
  /** Chunks with less than this are scanned faster than their filter is read. */
  private static final int MIN_FILTERED_BYTES = 64 * 1024;

  private static final int SMALLEST = 1 << (BitFilter.MIN_LOG2_BITS - 3);

  /** Above this many distinct sets nearly each entry has its own. */
  private static final int MAX_REMEMBERED_SETS = 4096;

  private final MetadataFilter.Builder pairs = new MetadataFilter.Builder();
  private final Set<Labels> remembered = new HashSet<>();
  private Labels last = Labels.empty();
  private int entryCount;

  private FilterBuilder() {}

  /**
   * The filters of a chunk.
   *
   * @param entries of the chunk, in any order; gone through once more when a dense filter would be
   *     too large
   * @param lineBytes sum of the lengths of the lines
   * @param maxBytes the most bytes that each filter may take
   * @param densest the sampling to begin with
   */
  public static ChunkFilters build(
      Iterable<EntryBatch> entries, long lineBytes, int maxBytes, Sampling densest) {
    if (maxBytes < SMALLEST) {
      return ChunkFilters.NONE;
    }
    FilterBuilder metadata = new FilterBuilder();
    boolean filtersLines = lineBytes >= MIN_FILTERED_BYTES;
    // Most chunks of many small streams need none of its tables.
    LineFilterBuilder first = filtersLines ? new LineFilterBuilder(densest, maxBytes) : null;
    for (EntryBatch batch : entries) {
      metadata.add(batch);
      if (first != null && !first.add(batch)) {
        first = null;
      }
    }
    LineFilter lines = null;
    if (first != null) {
      lines = first.build();
    } else if (filtersLines && densest == Sampling.DENSE) {
      lines = sparse(entries, maxBytes);
    }
    return new ChunkFilters(lines, metadata.build(maxBytes));
  }

  private static @Nullable LineFilter sparse(Iterable<EntryBatch> entries, int maxBytes) {
    LineFilterBuilder builder = new LineFilterBuilder(Sampling.SPARSE, maxBytes);
    for (EntryBatch batch : entries) {
      if (!builder.add(batch)) {
        return null;
      }
    }
    return builder.build();
  }

  private void add(EntryBatch entries) {
    entryCount += entries.size();
    if (entries.hasNoMetadata()) {
      return;
    }
    for (int i = 0; i < entries.size(); i++) {
      Labels metadata = entries.metadata(i);
      if (!metadata.equals(last)) {
        last = metadata;
        if (remembered.size() == MAX_REMEMBERED_SETS || remembered.add(metadata)) {
          metadata.forEach(pairs::add);
        }
      }
    }
  }

  private @Nullable MetadataFilter build(int maxBytes) {
    return entryCount > 1 ? pairs.build(maxBytes) : null;
  }
}
