package io.millrace.store.index;

import io.millrace.labels.Labels;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * Streams that a commit adds to postings, or takes from them. The posting with the empty name and
 * value lists all streams of a day.
 */
final class PostingsUpdate {
  private final IndexDatabase database;
  private final Map<String, RoaringBitmap> bitmaps = new LinkedHashMap<>();

  PostingsUpdate(IndexDatabase database) {
    this.database = database;
  }

  void add(String tenant, int day, Labels labels, int streamId) throws IOException {
    add(IndexKeys.posting(tenant, day, "", ""), streamId);
    for (int i = 0; i < labels.size(); i++) {
      add(IndexKeys.posting(tenant, day, labels.name(i), labels.value(i)), streamId);
    }
  }

  /** Takes a stream that has no chunk on the day any more. */
  void remove(String tenant, int day, Labels labels, int streamId) throws IOException {
    bitmap(IndexKeys.posting(tenant, day, "", "")).remove(streamId);
    for (int i = 0; i < labels.size(); i++) {
      bitmap(IndexKeys.posting(tenant, day, labels.name(i), labels.value(i))).remove(streamId);
    }
  }

  private void add(byte[] key, int streamId) throws IOException {
    bitmap(key).add(streamId);
  }

  private RoaringBitmap bitmap(byte[] key) throws IOException {
    String name = new String(key, StandardCharsets.ISO_8859_1);
    RoaringBitmap bitmap = bitmaps.get(name);
    if (bitmap == null) {
      byte[] stored = database.get(IndexFamily.POSTINGS, key);
      bitmap = stored == null ? new RoaringBitmap() : parse(stored);
      bitmaps.put(name, bitmap);
    }
    return bitmap;
  }

  void writeTo(IndexBatch batch) throws IOException {
    for (Map.Entry<String, RoaringBitmap> entry : bitmaps.entrySet()) {
      byte[] key = entry.getKey().getBytes(StandardCharsets.ISO_8859_1);
      if (entry.getValue().isEmpty()) {
        batch.delete(IndexFamily.POSTINGS, key);
      } else {
        batch.put(IndexFamily.POSTINGS, key, serialize(entry.getValue()));
      }
    }
  }

  private static byte[] serialize(RoaringBitmap bitmap) throws IOException {
    bitmap.runOptimize();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(bitmap.serializedSizeInBytes());
    bitmap.serialize(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static RoaringBitmap parse(byte[] value) throws IOException {
    RoaringBitmap bitmap = new RoaringBitmap();
    bitmap.deserialize(ByteBuffer.wrap(value));
    return bitmap;
  }
}
