package io.millrace.store.pack;

import io.millrace.bytes.RangeReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.pack.PackHistory;
import io.millrace.pack.PackWriter;
import io.millrace.pack.PackedChunk;
import io.millrace.store.index.ChunkRef;
import io.millrace.store.index.PackEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A pack in memory or in a {@link PackFile}, on its way to the store. */
public final class BuiltPack {
  private final String id;
  private final RangeReader content;
  private final long size;
  private final List<PackEntry> entries;
  private final PackHistory history;

  /**
   * A pack.
   *
   * @param content of the object
   * @param chunks as its directory names them
   */
  BuiltPack(
      String id, RangeReader content, long size, List<PackedChunk> chunks, PackHistory history) {
    this.id = id;
    this.content = content;
    this.size = size;
    this.history = history;
    List<PackEntry> all = new ArrayList<>(chunks.size());
    for (int number = 0; number < chunks.size(); number++) {
      all.add(entry(id, number, chunks.get(number)));
    }
    this.entries = List.copyOf(all);
  }

  /** A pack of the chunks; of at most 2 GiB. */
  public static BuiltPack of(String id, List<EncodedChunk> chunks) {
    return of(id, chunks, PackHistory.NONE);
  }

  /** A pack of the chunks that replaces others; of at most 2 GiB. */
  public static BuiltPack of(String id, List<EncodedChunk> chunks, PackHistory history) {
    PackWriter writer = new PackWriter().history(history);
    chunks.forEach(writer::add);
    int expected = Math.toIntExact(writer.chunkBytes() + writer.chunkBytes() / 16 + 4096);
    ByteArrayOutputStream out = new ByteArrayOutputStream(expected);
    List<PackedChunk> packed;
    try {
      packed = writer.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory refused bytes", e);
    }
    byte[] bytes = out.toByteArray();
    return new BuiltPack(id, RangeReader.of(bytes), bytes.length, packed, history);
  }

  /** What the index keeps of a chunk of a pack. */
  static PackEntry entry(String packId, int number, PackedChunk chunk) {
    return new PackEntry(
        chunk.tenant(),
        chunk.labels(),
        new ChunkRef(
            packId,
            number,
            chunk.length(),
            chunk.minTimestamp(),
            chunk.maxTimestamp(),
            chunk.entries(),
            chunk.lineBytes()));
  }

  public String id() {
    return id;
  }

  /** The object. */
  RangeReader content() {
    return content;
  }

  public PackHistory history() {
    return history;
  }

  /** Bytes of the object. */
  public long size() {
    return size;
  }

  /** The chunks as the index is told of them. */
  public List<PackEntry> entries() {
    return entries;
  }
}
