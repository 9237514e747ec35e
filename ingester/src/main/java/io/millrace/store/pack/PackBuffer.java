package io.millrace.store.pack;

import io.millrace.chunk.EncodedChunk;
import io.millrace.pack.PackHistory;
import io.millrace.pack.PackStream;
import io.millrace.pack.PackedChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A pack that is put together in memory, which holds each chunk once. Used by one thread. */
public final class PackBuffer {
  private final String id;
  private final PackHistory history;
  private final Segments bytes = new Segments();
  private final PackStream pack;

  /** Begins a pack. */
  public PackBuffer(String id, PackHistory history) {
    this.id = id;
    this.history = history;
    try {
      this.pack = new PackStream(bytes, history);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Adds a chunk, whose stream is that of the last one or comes behind it. */
  public void add(EncodedChunk chunk) {
    try {
      pack.add(chunk);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** The finished pack. */
  public BuiltPack finish() {
    try {
      List<PackedChunk> chunks = pack.finish();
      return new BuiltPack(id, bytes, bytes.size(), chunks, history);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private static UncheckedIOException refused(IOException e) {
    return new UncheckedIOException("memory refused bytes", e);
  }
}
