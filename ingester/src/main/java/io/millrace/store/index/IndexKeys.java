package io.millrace.store.index;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;

/** Keys and values of the column families, as the package's description lays them out. */
final class IndexKeys {
  private static final int MAX_LABELS = 1 << 16;

  private IndexKeys() {}

  /** A stream as the index holds it. */
  record StreamRecord(String tenant, Labels labels) {}

  static byte[] stream(int streamId) {
    return new ByteWriter(4).intBe(streamId).toByteArray();
  }

  static byte[] streamId(String tenant, Labels labels) {
    return text(tenant).u8(0).bytes(utf8(labels.toString())).toByteArray();
  }

  /** Begins the keys of all streams of a tenant. */
  static byte[] streamIdPrefix(String tenant) {
    return text(tenant).u8(0).toByteArray();
  }

  static byte[] streamValue(String tenant, Labels labels) {
    ByteWriter out = new ByteWriter(256).utf8(tenant).uvarint(labels.size());
    labels.forEach((name, value) -> out.utf8(name).utf8(value));
    return out.toByteArray();
  }

  static StreamRecord parseStream(byte[] value) throws FormatException {
    ByteCursor in = new ByteCursor(value);
    String tenant = in.utf8("tenant");
    int count = in.count("labels", MAX_LABELS);
    Labels.Builder labels = new Labels.Builder();
    for (int i = 0; i < count; i++) {
      String name = in.utf8("label name");
      labels.set(name, in.utf8("label value"));
    }
    return new StreamRecord(tenant, labels.build());
  }

  /** The posting that lists a day's streams with one label value. */
  static byte[] posting(String tenant, int day, String name, String value) {
    return postingPrefix(tenant, day, name).bytes(utf8(value)).toByteArray();
  }

  /** Begins the postings of all values of one label on one day. */
  static ByteWriter postingPrefix(String tenant, int day, String name) {
    return dayPrefix(tenant, day).bytes(utf8(name)).u8(0);
  }

  /** Begins all postings of one day. */
  static ByteWriter dayPrefix(String tenant, int day) {
    return text(tenant).u8(0).intBe(day ^ Integer.MIN_VALUE);
  }

  static byte[] chunk(int streamId, ChunkRef chunk) {
    return chunk(streamId, chunk.minTimestamp(), chunk.packId(), chunk.number());
  }

  static byte[] chunk(int streamId, long minTimestamp, String packId, int number) {
    return chunkPrefix(streamId, minTimestamp).bytes(utf8(packId)).intBe(number).toByteArray();
  }

  /** Where a stream's chunks with an oldest entry from {@code minTimestamp} on begin. */
  static ByteWriter chunkPrefix(int streamId, long minTimestamp) {
    return new ByteWriter(48).intBe(streamId).longBe(minTimestamp ^ Long.MIN_VALUE);
  }

  static byte[] chunkValue(ChunkRef chunk) {
    return new ByteWriter(64)
        .utf8(chunk.packId())
        .uvarint(chunk.number())
        .uvarint(chunk.length())
        .svarint(chunk.minTimestamp())
        .uvarint(chunk.maxTimestamp() - chunk.minTimestamp())
        .uvarint(chunk.entries())
        .uvarint(chunk.lineBytes())
        .toByteArray();
  }

  static ChunkRef parseChunk(byte[] value) throws FormatException {
    ByteCursor in = new ByteCursor(value);
    String packId = in.utf8("pack");
    int number = in.count("number", Integer.MAX_VALUE);
    int length = in.count("length", Integer.MAX_VALUE);
    long minTimestamp = in.svarint("oldest time");
    long span = in.uvarint("time span");
    int entries = in.count("entries", Integer.MAX_VALUE);
    long lineBytes = in.uvarint("bytes of lines");
    return new ChunkRef(
        packId, number, length, minTimestamp, minTimestamp + span, entries, lineBytes);
  }

  private static ByteWriter text(String text) {
    return new ByteWriter(128).bytes(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
