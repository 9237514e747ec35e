package io.millrace.agent.delivery;

import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Origin;
import io.millrace.agent.entry.Progress;
import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are sent together. Filled by one thread at a time under its lane's lock, read by the
 * lane's thread when it is closed, and emptied to be filled again.
 */
final class Batch {
  /** Time, end, stream and metadata of an entry. */
  private static final long ENTRY_MEMORY = 24;

  /** Empty lines add no bytes to a batch: their number needs an end of its own. */
  private static final int MAX_ENTRIES = 1 << 17;

  private static final int INITIAL_BYTES = 1 << 14;

  /** An emptied batch does not keep room for more entries than this. */
  private static final int KEPT_ENTRIES = 1 << 14;

  private long createdNanos;
  private final ByteWriter bytes = new ByteWriter(INITIAL_BYTES);
  private final Map<Labels, Integer> streamOf = new HashMap<>();
  private final List<Labels> streams = new ArrayList<>();
  private final Set<Progress> contents = new HashSet<>();
  private long[] times = new long[64];
  private int[] ends = new int[64];
  private int[] streamIndexes = new int[64];
  private Labels[] metadata = new Labels[64];
  private int count;
  private long size;
  private Labels lastLabels = Labels.empty();
  private int lastStream = -1;
  private @Nullable Progress lastContent;

  /** Begins; the batch is empty. */
  void begin(long nowNanos) {
    createdNanos = nowNanos;
  }

  /** Forgets everything and keeps the memory. */
  void clear() {
    bytes.clear();
    streamOf.clear();
    streams.clear();
    contents.clear();
    if (times.length > KEPT_ENTRIES) {
      resize(KEPT_ENTRIES);
    }
    Arrays.fill(metadata, Labels.empty());
    count = 0;
    size = 0;
    lastLabels = Labels.empty();
    lastStream = -1;
    lastContent = null;
  }

  /** Bytes of memory that it keeps when it is emptied, about. */
  int capacity() {
    return bytes.array().length;
  }

  long createdNanos() {
    return createdNanos;
  }

  int count() {
    return count;
  }

  /** Bytes of lines, structured metadata and, once for each stream, labels. */
  long size() {
    return size;
  }

  /** Bytes of memory that it takes, about. */
  long memory() {
    return size + ENTRY_MEMORY * count;
  }

  /** Whether no more entries should come, however small. */
  boolean isCrowded() {
    return count >= MAX_ENTRIES;
  }

  /** Bytes of the lines of entries {@code from} to {@code to}, the latter excluded. */
  long lineBytes(int from, int to) {
    return from == to ? 0 : ends[to - 1] - (from == 0 ? 0 : ends[from - 1]);
  }

  /** Copies an entry; {@code line[offset .. offset + length)} is its line in valid UTF-8. */
  void add(LogEntry entry, byte[] line, int offset, int length) {
    if (count == times.length) {
      resize(2 * count);
    }
    bytes.bytes(line, offset, length);
    times[count] = entry.timestampNanos();
    ends[count] = bytes.size();
    streamIndexes[count] = stream(entry.labels());
    metadata[count] = entry.metadata();
    count++;
    size += length + (entry.metadata().isEmpty() ? 0 : entry.metadata().utf8Size());
    enter(entry);
  }

  private void resize(int length) {
    times = Arrays.copyOf(times, length);
    ends = Arrays.copyOf(ends, length);
    streamIndexes = Arrays.copyOf(streamIndexes, length);
    metadata = Arrays.copyOf(metadata, length);
  }

  private int stream(Labels labels) {
    // Entries of one file come in a row, mostly with the very same label set.
    if (lastStream >= 0 && labels.equals(lastLabels)) {
      return lastStream;
    }
    Integer known = streamOf.get(labels);
    if (known == null) {
      known = streams.size();
      streams.add(labels);
      streamOf.put(labels, known);
      size += labels.utf8Size();
    }
    lastLabels = labels;
    lastStream = known;
    return known;
  }

  /** Enters this batch in the account of each content that the entry has a part of. */
  private void enter(LogEntry entry) {
    Progress content = entry.progress();
    if (content == null) {
      return;
    }
    // Lines of a content come in order, so only its first one counts; joined ones begin earlier.
    if (content != lastContent) {
      if (contents.add(content)) {
        content.sent(this, entry.start());
      }
      lastContent = content;
    }
    if (entry.isJoined()) {
      content.sent(this, entry.start());
    }
    for (Origin part = entry.earlier(); part != null; part = part.earlier()) {
      contents.add(part.progress());
      part.progress().sent(this, part.start());
    }
  }

  /** Tells every content that the lines in this are acknowledged. */
  void acknowledge() {
    contents.forEach(content -> content.acknowledged(this));
  }

  /**
   * Writes the push request of entries {@code from} to {@code to}, the latter excluded, in the
   * order in which they came within each stream.
   *
   * @param external labels added to streams that do not have them
   */
  void encode(int from, int to, Labels external, PushEncoder encoder) {
    int[] next = new int[count];
    int[] first = new int[streams.size()];
    int[] last = new int[streams.size()];
    Arrays.fill(first, -1);
    for (int i = from; i < to; i++) {
      int stream = streamIndexes[i];
      next[i] = -1;
      if (first[stream] < 0) {
        first[stream] = i;
      } else {
        next[last[stream]] = i;
      }
      last[stream] = i;
    }
    for (int stream = 0; stream < first.length; stream++) {
      if (first[stream] < 0) {
        continue;
      }
      encoder.beginStream(labelText(streams.get(stream), external));
      for (int i = first[stream]; i >= 0; i = next[i]) {
        int start = i == 0 ? 0 : ends[i - 1];
        encoder.entry(times[i], bytes.array(), start, ends[i] - start, metadata[i]);
      }
      encoder.endStream();
    }
  }

  private static String labelText(Labels own, Labels external) {
    Labels.Builder sent = external.toBuilder();
    own.forEach(
        (name, value) -> {
          if (!name.startsWith("__")) {
            sent.set(name, value);
          }
        });
    return sent.build().toString();
  }
}
