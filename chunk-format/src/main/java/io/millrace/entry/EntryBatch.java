package io.millrace.entry;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of entries of one stream, column by column.
 *
 * <p>Entry {@code i} has the time {@code timestamp(i)} (nanoseconds since 1970), the line {@code
 * lineBytes()[lineStart(i) .. lineEnd(i))} and the structured metadata {@code metadata(i)}. Bytes
 * between the end of one line and the start of the next belong to no line (a terminator, for
 * instance). Callers must not change the arrays that they are shown. Safe for use by any number of
 * threads.
 *
 * <p>When {@link #linesAscend()}, all lines lie one behind the other in {@code
 * lineBytes()[columnStart() .. columnEnd())}: a literal is best searched there first, and {@link
 * #lineAt} tells which line a hit lies in. A batch with no hit then never finds out where its lines
 * begin.
 */
public final class EntryBatch {
  private static final EntryBatch EMPTY =
      new EntryBatch(0, new long[0], new byte[0], 0, 0, new int[1], null, null);

  private final int size;
  private final long[] timestamps;
  private final byte[] lines;
  private final int columnStart;

  /** Negative when the lines do not lie one behind the other. */
  private final int columnEnd;

  /**
   * Computed when first asked for if null; has one more element than lines if there are no ends.
   */
  private volatile int @Nullable [] lineStarts;

  /** Null when each line ends one byte before the next one begins. */
  private final int @Nullable [] lineEnds;

  /** Null when no entry has metadata. */
  private final @Nullable MetadataColumn metadata;

  /**
   * Takes the arrays as they are, without a copy; they may be longer than {@code size}.
   *
   * @param metadataRefs for each entry an index into {@code metadataSets}, or null when no entry
   *     has metadata
   */
  public EntryBatch(
      int size,
      long[] timestamps,
      byte[] lines,
      int[] lineStarts,
      int[] lineEnds,
      int @Nullable [] metadataRefs,
      List<Labels> metadataSets) {
    this(
        size,
        timestamps,
        lines,
        0,
        -1,
        lineStarts,
        lineEnds,
        metadataRefs == null ? null : new SharedMetadata(metadataRefs, metadataSets));
  }

  private EntryBatch(
      int size,
      long[] timestamps,
      byte[] lines,
      int columnStart,
      int columnEnd,
      int @Nullable [] lineStarts,
      int @Nullable [] lineEnds,
      @Nullable MetadataColumn metadata) {
    this.size = size;
    this.timestamps = timestamps;
    this.lines = lines;
    this.columnStart = columnStart;
    this.columnEnd = columnEnd;
    this.lineStarts = lineStarts;
    this.lineEnds = lineEnds;
    this.metadata = metadata;
  }

  public static EntryBatch empty() {
    return EMPTY;
  }

  /**
   * A batch whose lines lie in {@code column[from .. to)}, each with a line feed behind it and none
   * in it. Takes the arrays without a copy.
   *
   * @param metadata null when no entry has metadata
   */
  public static EntryBatch ofTerminatedLines(
      int size,
      long[] timestamps,
      byte[] column,
      int from,
      int to,
      @Nullable MetadataColumn metadata) {
    return new EntryBatch(size, timestamps, column, from, to, null, null, metadata);
  }

  /**
   * A batch whose lines lie in {@code column} in the order of the entries. Takes the arrays without
   * a copy.
   *
   * @param metadata null when no entry has metadata
   */
  public static EntryBatch ofAscendingLines(
      int size,
      long[] timestamps,
      byte[] column,
      int[] lineStarts,
      int[] lineEnds,
      @Nullable MetadataColumn metadata) {
    int from = size == 0 ? 0 : lineStarts[0];
    int to = size == 0 ? 0 : lineEnds[size - 1];
    return new EntryBatch(size, timestamps, column, from, to, lineStarts, lineEnds, metadata);
  }

  public int size() {
    return size;
  }

  /** Nanoseconds since 1970. */
  public long timestamp(int index) {
    return timestamps[index];
  }

  /** The array that all lines lie in. */
  public byte[] lineBytes() {
    return lines;
  }

  /** Offset of the line's first byte in {@link #lineBytes()}. */
  public int lineStart(int index) {
    return starts()[index];
  }

  /** Offset behind the line's last byte in {@link #lineBytes()}. */
  public int lineEnd(int index) {
    if (lineEnds != null) {
      return lineEnds[index];
    }
    int[] starts = starts();
    return Math.max(starts[index], starts[index + 1] - 1);
  }

  private int[] starts() {
    int[] known = lineStarts;
    if (known == null) {
      known = LineSplitter.starts(lines, columnStart, columnEnd, size);
      lineStarts = known;
    }
    return known;
  }

  /** The line as text; bytes that are not UTF-8 become U+FFFD. */
  public String line(int index) {
    int start = lineStart(index);
    return new String(lines, start, lineEnd(index) - start, StandardCharsets.UTF_8);
  }

  /** Whether the lines lie one behind the other, so that they can be searched as a whole. */
  public boolean linesAscend() {
    return columnEnd >= 0;
  }

  /** Where the first line begins, if {@link #linesAscend()}. */
  public int columnStart() {
    requireAscending();
    return columnStart;
  }

  /** Offset behind the last line, or behind its terminator, if {@link #linesAscend()}. */
  public int columnEnd() {
    requireAscending();
    return columnEnd;
  }

  /**
   * The last entry whose line begins at or before an offset into {@link #lineBytes()}, if {@link
   * #linesAscend()}. The offset may lie behind the line's end.
   *
   * @param offset at least {@link #columnStart()}
   */
  public int lineAt(int offset) {
    requireAscending();
    int[] starts = starts();
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private void requireAscending() {
    if (columnEnd < 0) {
      throw new IllegalStateException("the lines do not lie one behind the other");
    }
  }

  public Labels metadata(int index) {
    return metadata == null ? Labels.empty() : metadata.get(index);
  }

  /**
   * One value of an entry's metadata, or null when it has none of that name. May be much cheaper
   * than {@link #metadata}.
   */
  public @Nullable String metadataValue(int index, String name) {
    return metadata == null ? null : metadata.value(index, name);
  }

  /** The entries from {@code from} up to but without {@code to}; the lines are not copied. */
  public EntryBatch slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    if (from == 0 && to == size) {
      return this;
    }
    return select(IntStream.range(from, to).toArray());
  }

  /** The entries at the given indices, which ascend; the lines are not copied. */
  public EntryBatch select(int[] indices) {
    int count = indices.length;
    long[] selectedTimestamps = new long[count];
    int[] selectedStarts = new int[count];
    int[] selectedEnds = new int[count];
    for (int i = 0; i < count; i++) {
      selectedTimestamps[i] = timestamps[indices[i]];
      selectedStarts[i] = lineStart(indices[i]);
      selectedEnds[i] = lineEnd(indices[i]);
    }
    return new EntryBatch(
        count,
        selectedTimestamps,
        lines,
        0,
        -1,
        selectedStarts,
        selectedEnds,
        metadata == null ? null : metadata.select(indices));
  }

  /** The metadata by sets; null when no entry has any, or it is not known by sets. */
  public @Nullable SharedMetadata sharedMetadata() {
    return metadata instanceof SharedMetadata shared ? shared : null;
  }

  /** True when no entry of the batch has structured metadata. */
  public boolean hasNoMetadata() {
    return metadata == null;
  }

  /** Grows a batch entry by entry; not safe for concurrent use. */
  public static final class Builder {
    private int size;
    private long[] timestamps = new long[16];
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] refs = new int[16];
    private byte[] lines = new byte[1024];
    private int used;
    private boolean anyMetadata;
    private final List<Labels> sets = new ArrayList<>(List.of(Labels.empty()));
    private final Map<Labels, Integer> setIds = new HashMap<>(Map.of(Labels.empty(), 0));

    public Builder add(long timestampNanos, String line, Labels metadata) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      return add(timestampNanos, bytes, 0, bytes.length, metadata);
    }

    public Builder add(
        long timestampNanos, byte[] source, int offset, int length, Labels metadata) {
      if (size == timestamps.length) {
        int capacity = 2 * size;
        timestamps = Arrays.copyOf(timestamps, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        refs = Arrays.copyOf(refs, capacity);
      }
      if (lines.length - used < length) {
        lines = Arrays.copyOf(lines, Math.max(2 * lines.length, Math.addExact(used, length)));
      }
      System.arraycopy(source, offset, lines, used, length);
      timestamps[size] = timestampNanos;
      starts[size] = used;
      used += length;
      ends[size] = used;
      refs[size] = metadataRef(metadata);
      size++;
      return this;
    }

    private int metadataRef(Labels metadata) {
      if (metadata.isEmpty()) {
        return 0;
      }
      anyMetadata = true;
      Integer known = setIds.get(metadata);
      if (known != null) {
        return known;
      }
      int id = sets.size();
      sets.add(metadata);
      setIds.put(metadata, id);
      return id;
    }

    public int size() {
      return size;
    }

    /** The batch so far; the builder must not be used afterwards. */
    public EntryBatch build() {
      List<Labels> distinct = List.copyOf(sets);
      int[] indices = refs;
      return ofAscendingLines(
          size,
          timestamps,
          lines,
          starts,
          ends,
          anyMetadata ? new SharedMetadata(indices, distinct) : null);
    }
  }
}
