package io.millrace.entry;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of entries of one stream, column by column.
 *
 * <p>Entry {@code i} has the time {@code timestamp(i)} (nanoseconds since 1970), the line {@code
 * lineBytes()[lineStart(i) .. lineEnd(i))} and the structured metadata {@code metadata(i)}. Bytes
 * between the end of one line and the start of the next belong to no line (a terminator, for
 * instance). Callers must not change the arrays that they are shown.
 */
public final class EntryBatch {
  private static final EntryBatch EMPTY =
      new EntryBatch(0, new long[0], new byte[0], new int[0], new int[0], null, List.of());

  private final int size;
  private final long[] timestamps;
  private final byte[] lines;
  private final int[] lineStarts;
  private final int[] lineEnds;

  /** Index into {@link #metadataSets} for each entry; null when no entry has metadata. */
  private final int @Nullable [] metadataRefs;

  private final List<Labels> metadataSets;

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
    this.size = size;
    this.timestamps = timestamps;
    this.lines = lines;
    this.lineStarts = lineStarts;
    this.lineEnds = lineEnds;
    this.metadataRefs = metadataRefs;
    this.metadataSets = metadataSets;
  }

  public static EntryBatch empty() {
    return EMPTY;
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
    return lineStarts[index];
  }

  /** Offset behind the line's last byte in {@link #lineBytes()}. */
  public int lineEnd(int index) {
    return lineEnds[index];
  }

  /** The line as text; bytes that are not UTF-8 become U+FFFD. */
  public String line(int index) {
    int start = lineStarts[index];
    return new String(lines, start, lineEnds[index] - start, StandardCharsets.UTF_8);
  }

  public Labels metadata(int index) {
    return metadataRefs == null ? Labels.empty() : metadataSets.get(metadataRefs[index]);
  }

  /** The distinct metadata sets that {@link #metadataRef} points into; perhaps some unused. */
  public List<Labels> metadataSets() {
    return metadataSets;
  }

  /** Index into {@link #metadataSets()}; only when the batch has metadata. */
  public int metadataRef(int index) {
    if (metadataRefs == null) {
      throw new IllegalStateException("the batch has no metadata");
    }
    return metadataRefs[index];
  }

  /** The entries from {@code from} up to but without {@code to}; the lines are not copied. */
  public EntryBatch slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    if (from == 0 && to == size) {
      return this;
    }
    return new EntryBatch(
        to - from,
        Arrays.copyOfRange(timestamps, from, to),
        lines,
        Arrays.copyOfRange(lineStarts, from, to),
        Arrays.copyOfRange(lineEnds, from, to),
        metadataRefs == null ? null : Arrays.copyOfRange(metadataRefs, from, to),
        metadataSets);
  }

  /** True when no entry of the batch has structured metadata. */
  public boolean hasNoMetadata() {
    return metadataRefs == null;
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
      return new EntryBatch(
          size, timestamps, lines, starts, ends, anyMetadata ? refs : null, List.copyOf(sets));
    }
  }
}
