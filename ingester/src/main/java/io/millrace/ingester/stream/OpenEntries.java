package io.millrace.ingester.stream;

import io.millrace.entry.EntryBatch;
import io.millrace.entry.SharedMetadata;
import io.millrace.labels.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a stream that no block has taken yet: columns that only grow.
 *
 * <p>Entries equal to one that is held already, in time, line and structured metadata, are dropped,
 * as Loki does: it makes the repetition of a push harmless. Guarded by the stream's lock.
 */
final class OpenEntries {
  /** Fixed cost of an entry in the columns, in bytes. */
  private static final int ENTRY_BYTES = 20;

  /** What the objects take before the first entry comes. */
  private static final int EMPTY_BYTES = 512;

  private static final int UNKNOWN = -1;

  /** Above this many distinct metadata sets they are unique for each entry and not looked up. */
  private static final int MAX_SHARED_SETS = 4096;

  private int size;
  private long[] timestamps = new long[16];
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int[] metadataRefs = new int[16];
  private byte[] lines = new byte[512];
  private int linesUsed;

  private Labels[] metadataSets = {Labels.empty(), Labels.empty()};
  private int setCount = 1;
  private final Map<Labels, Integer> setIds = new HashMap<>();
  private boolean anyMetadata;
  private long metadataBytes;

  private boolean inOrder = true;
  private long minTimestamp = Long.MAX_VALUE;
  private long maxTimestamp = Long.MIN_VALUE;

  /** Made when an entry comes that is not newer than all others. */
  private @Nullable EntryIndex index;

  /** The entries in time order; forgotten at the next insert. */
  private @Nullable EntryBatch sorted;

  int size() {
    return size;
  }

  /** Bytes of all lines. */
  long lineBytes() {
    return linesUsed;
  }

  long minTimestamp() {
    return minTimestamp;
  }

  long maxTimestamp() {
    return maxTimestamp;
  }

  /** About what the columns take of the heap. */
  long memoryBytes() {
    return EMPTY_BYTES + lines.length + (long) ENTRY_BYTES * timestamps.length + metadataBytes;
  }

  /** Whether entries came in order of time. */
  boolean inOrder() {
    return inOrder;
  }

  /** Takes the entries; returns how many were new. */
  int append(EntryBatch batch) {
    reserve(batch);
    int before = size;
    SharedMetadata shared = batch.sharedMetadata();
    int[] refs = new int[shared == null ? 0 : shared.sets().size()];
    Arrays.fill(refs, UNKNOWN);
    for (int i = 0; i < batch.size(); i++) {
      if (isNew(batch, i)) {
        append(batch, i, shared == null ? metadataRef(batch.metadata(i)) : ref(shared, i, refs));
      }
    }
    sorted = null;
    return size - before;
  }

  /**
   * The number here of an entry's set.
   *
   * @param refs the numbers of the batch's sets, so far as they are known
   */
  private int ref(SharedMetadata metadata, int entry, int[] refs) {
    int set = metadata.ref(entry);
    if (refs[set] == UNKNOWN) {
      refs[set] = metadataRef(metadata.sets().get(set));
    }
    return refs[set];
  }

  private boolean isNew(EntryBatch batch, int i) {
    long timestamp = batch.timestamp(i);
    if (timestamp > maxTimestamp) {
      return true;
    }
    EntryIndex known = index;
    if (known == null) {
      known = new EntryIndex(this);
      index = known;
    }
    int start = batch.lineStart(i);
    int length = batch.lineEnd(i) - start;
    return !known.contains(timestamp, batch.lineBytes(), start, length, batch.metadata(i));
  }

  private void append(EntryBatch batch, int i, int metadataRef) {
    long timestamp = batch.timestamp(i);
    int start = batch.lineStart(i);
    int length = batch.lineEnd(i) - start;
    System.arraycopy(batch.lineBytes(), start, lines, linesUsed, length);
    timestamps[size] = timestamp;
    starts[size] = linesUsed;
    linesUsed += length;
    ends[size] = linesUsed;
    metadataRefs[size] = metadataRef;
    inOrder &= timestamp >= maxTimestamp;
    minTimestamp = Math.min(minTimestamp, timestamp);
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    size++;
    if (index != null) {
      index.add(size - 1);
    }
  }

  private void reserve(EntryBatch batch) {
    if (timestamps.length - size < batch.size()) {
      int capacity = Math.max(grown(timestamps.length), size + batch.size());
      timestamps = Arrays.copyOf(timestamps, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      metadataRefs = Arrays.copyOf(metadataRefs, capacity);
    }
    long bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      bytes += batch.lineEnd(i) - batch.lineStart(i);
    }
    if (lines.length - linesUsed < bytes) {
      int needed = Math.toIntExact(linesUsed + bytes);
      lines = Arrays.copyOf(lines, Math.max(needed, grown(lines.length)));
    }
  }

  /** By half: with a thousand streams what is reserved and empty counts. */
  private static int grown(int length) {
    return (int) Math.min(length + (length >> 1), 1L << 30);
  }

  private int metadataRef(Labels metadata) {
    if (metadata.isEmpty()) {
      return 0;
    }
    anyMetadata = true;
    boolean shared = setIds.size() < MAX_SHARED_SETS;
    Integer known = setIds.get(metadata);
    if (known != null) {
      return known;
    }
    if (setCount == metadataSets.length) {
      metadataSets = Arrays.copyOf(metadataSets, 2 * setCount);
    }
    metadataSets[setCount] = metadata;
    if (shared) {
      setIds.put(metadata, setCount);
    }
    metadataBytes += 64 + metadata.utf8Size();
    return setCount++;
  }

  /**
   * All entries in order of time, those of equal time in order of arrival. The batch shares the
   * arrays, whose parts that it shows never change any more.
   */
  EntryBatch entries() {
    EntryBatch known = sorted;
    if (known == null) {
      known = inOrder ? batch(timestamps, starts, ends, metadataRefs) : sort();
      sorted = known;
    }
    return known;
  }

  private EntryBatch sort() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    // Stable, so that entries of equal time stay in order of arrival.
    Arrays.sort(order, (a, b) -> Long.compare(timestamps[a], timestamps[b]));
    long[] sortedTimestamps = new long[size];
    int[] sortedStarts = new int[size];
    int[] sortedEnds = new int[size];
    int[] sortedRefs = new int[size];
    for (int i = 0; i < size; i++) {
      int from = order[i];
      sortedTimestamps[i] = timestamps[from];
      sortedStarts[i] = starts[from];
      sortedEnds[i] = ends[from];
      sortedRefs[i] = metadataRefs[from];
    }
    return batch(sortedTimestamps, sortedStarts, sortedEnds, sortedRefs);
  }

  private EntryBatch batch(long[] times, int[] lineStarts, int[] lineEnds, int[] refs) {
    return new EntryBatch(
        size,
        times,
        lines,
        lineStarts,
        lineEnds,
        anyMetadata ? refs : null,
        Arrays.asList(metadataSets).subList(0, setCount));
  }

  /** Time of the entry at an index of arrival; for {@link EntryIndex}. */
  long timestampAt(int entry) {
    return timestamps[entry];
  }

  /** Hash of the line at an index of arrival; for {@link EntryIndex}. */
  int lineHashAt(int entry) {
    return EntryIndex.hash(lines, starts[entry], ends[entry] - starts[entry]);
  }

  /**
   * Whether the entry at an index of arrival has this line and metadata; for {@link EntryIndex}.
   */
  boolean contentEquals(int entry, byte[] line, int start, int length, Labels metadata) {
    return Arrays.equals(lines, starts[entry], ends[entry], line, start, start + length)
        && metadataSets[metadataRefs[entry]].equals(metadata);
  }
}
