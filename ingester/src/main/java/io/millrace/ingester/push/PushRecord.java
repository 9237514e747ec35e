package io.millrace.ingester.push;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.SharedMetadata;
import io.millrace.ingester.stream.StreamEntries;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log holds of a push: its accepted entries, with all that was added to them.
 *
 * <p>Payload, version 1 (varints as in {@link io.millrace.bytes}):
 *
 * <pre>
 * u8 version, 1
 * utf8 tenant
 * uvarint number of streams, and for each:
 *   labels
 *   uvarint entries
 *   svarint time of each entry in nanoseconds, less that of the one before it (of the first: 0)
 *   uvarint length of each line
 *   the lines
 *   uvarint number of metadata sets that follow; with 0 no entry has any
 *   labels of each set
 *   uvarint number of its set for each entry, if there are sets
 * labels = uvarint count, then utf8 name and utf8 value of each
 * utf8   = uvarint length in bytes, then the bytes
 * </pre>
 */
public record PushRecord(String tenant, List<StreamEntries> streams) {
  private static final int VERSION = 1;
  private static final int MAX_STREAMS = 1 << 24;
  private static final int MAX_ENTRIES = 1 << 28;
  private static final int MAX_LABELS = 1 << 16;

  public PushRecord {
    streams = List.copyOf(streams);
  }

  /** The payload; the bytes lie in the writer's array. */
  public ByteWriter encode() {
    int lineBytes = 0;
    for (StreamEntries stream : streams) {
      EntryBatch entries = stream.entries();
      for (int i = 0; i < entries.size(); i++) {
        lineBytes += entries.lineEnd(i) - entries.lineStart(i) + 12;
      }
    }
    ByteWriter out = new ByteWriter(lineBytes + 256 * streams.size());
    out.u8(VERSION).utf8(tenant).uvarint(streams.size());
    for (StreamEntries stream : streams) {
      encode(stream.labels(), out);
      encode(stream.entries(), out);
    }
    return out;
  }

  private static void encode(Labels labels, ByteWriter out) {
    out.uvarint(labels.size());
    labels.forEach((name, value) -> out.utf8(name).utf8(value));
  }

  private static void encode(EntryBatch entries, ByteWriter out) {
    int size = entries.size();
    out.uvarint(size);
    long previous = 0;
    for (int i = 0; i < size; i++) {
      out.svarint(entries.timestamp(i) - previous);
      previous = entries.timestamp(i);
    }
    for (int i = 0; i < size; i++) {
      out.uvarint(entries.lineEnd(i) - entries.lineStart(i));
    }
    for (int i = 0; i < size; i++) {
      int start = entries.lineStart(i);
      out.bytes(entries.lineBytes(), start, entries.lineEnd(i) - start);
    }
    SharedMetadata shared = entries.sharedMetadata();
    if (shared != null) {
      encode(shared, size, out);
    } else if (entries.hasNoMetadata()) {
      out.uvarint(0);
    } else {
      encodeOneByOne(entries, out);
    }
  }

  private static void encode(SharedMetadata metadata, int size, ByteWriter out) {
    out.uvarint(metadata.sets().size());
    metadata.sets().forEach(set -> encode(set, out));
    for (int i = 0; i < size; i++) {
      out.uvarint(metadata.ref(i));
    }
  }

  private static void encodeOneByOne(EntryBatch entries, ByteWriter out) {
    Map<Labels, Integer> numbers = new LinkedHashMap<>();
    int[] refs = new int[entries.size()];
    for (int i = 0; i < refs.length; i++) {
      Labels set = entries.metadata(i);
      Integer known = numbers.putIfAbsent(set, numbers.size());
      refs[i] = known == null ? numbers.size() - 1 : known;
    }
    out.uvarint(numbers.size());
    numbers.keySet().forEach(set -> encode(set, out));
    for (int ref : refs) {
      out.uvarint(ref);
    }
  }

  /**
   * Reads a payload.
   *
   * @throws FormatException when it is none
   */
  public static PushRecord decode(byte[] payload) throws FormatException {
    ByteCursor in = new ByteCursor(payload);
    int version = in.u8("record version");
    if (version != VERSION) {
      throw FormatException.tooNew(0, "push record of version " + version);
    }
    String tenant = in.utf8("tenant");
    int count = in.count("streams", MAX_STREAMS);
    List<StreamEntries> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.add(new StreamEntries(decodeLabels(in), decodeEntries(in, payload)));
    }
    return new PushRecord(tenant, streams);
  }

  private static Labels decodeLabels(ByteCursor in) throws FormatException {
    int count = in.count("labels", MAX_LABELS);
    Labels.Builder labels = new Labels.Builder();
    for (int i = 0; i < count; i++) {
      String name = in.utf8("label name");
      labels.set(name, in.utf8("label value"));
    }
    return labels.build();
  }

  private static EntryBatch decodeEntries(ByteCursor in, byte[] payload) throws FormatException {
    // Every entry takes at least two bytes, so the payload bounds the arrays.
    int size = in.count("entries", Math.min(MAX_ENTRIES, in.remaining() / 2 + 1));
    long[] timestamps = new long[size];
    int[] starts = new int[size];
    int[] ends = new int[size];
    long timestamp = 0;
    for (int i = 0; i < size; i++) {
      timestamp += in.svarint("timestamp");
      timestamps[i] = timestamp;
    }
    for (int i = 0; i < size; i++) {
      ends[i] = in.count("line length", payload.length);
    }
    for (int i = 0; i < size; i++) {
      starts[i] = in.skip(ends[i], "line");
      ends[i] += starts[i];
    }
    int setCount = in.count("metadata sets", Math.min(MAX_ENTRIES, in.remaining() + 1));
    if (setCount == 0) {
      return new EntryBatch(size, timestamps, payload, starts, ends, null, List.of());
    }
    List<Labels> sets = new ArrayList<>();
    for (int i = 0; i < setCount; i++) {
      sets.add(decodeLabels(in));
    }
    int[] refs = new int[size];
    for (int i = 0; i < size; i++) {
      refs[i] = in.count("metadata set", setCount - 1);
    }
    return new EntryBatch(size, timestamps, payload, starts, ends, refs, sets);
  }
}
