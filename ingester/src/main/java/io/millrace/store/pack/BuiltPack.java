package io.millrace.store.pack;

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

/** A pack in memory, on its way to the store. */
public final class BuiltPack {
  private final String id;
  private final byte[] bytes;
  private final List<PackEntry> entries;

  private final PackHistory history;

  private BuiltPack(String id, byte[] bytes, List<PackEntry> entries, PackHistory history) {
    this.history = history;
    this.id = id;
    this.bytes = bytes;
    this.entries = entries;
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
    List<PackEntry> entries = new ArrayList<>(packed.size());
    for (int number = 0; number < packed.size(); number++) {
      entries.add(entry(id, number, packed.get(number)));
    }
    return new BuiltPack(id, out.toByteArray(), List.copyOf(entries), history);
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

  /** The object; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  public PackHistory history() {
    return history;
  }

  /** Bytes of the object. */
  public long size() {
    return bytes.length;
  }

  /** The chunks as the index is told of them. */
  public List<PackEntry> entries() {
    return entries;
  }
}
