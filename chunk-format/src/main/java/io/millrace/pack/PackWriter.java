package io.millrace.pack;

import io.millrace.chunk.EncodedChunk;
import io.millrace.labels.Utf8Order;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Puts chunks into a pack. The same chunks give the same bytes in whatever order they are added.
 * Not safe for concurrent use.
 */
public final class PackWriter {
  private static final Comparator<EncodedChunk> ORDER =
      Comparator.comparing(EncodedChunk::tenant, Utf8Order.COMPARATOR)
          .thenComparing(EncodedChunk::labels)
          .thenComparingLong(EncodedChunk::minTimestamp)
          .thenComparingLong(EncodedChunk::maxTimestamp)
          .thenComparing(EncodedChunk::bytes, Arrays::compareUnsigned);

  private final List<EncodedChunk> chunks = new ArrayList<>();
  private PackHistory history = PackHistory.NONE;
  private long chunkBytes;

  /** Adds a chunk; its bytes are kept, not copied. */
  public PackWriter add(EncodedChunk chunk) {
    chunks.add(chunk);
    chunkBytes += chunk.bytes().length;
    return this;
  }

  /** Says where the chunks come from. */
  public PackWriter history(PackHistory other) {
    history = other;
    return this;
  }

  /** Bytes of the chunks so far: the pack will be larger by its filters and its directory. */
  public long chunkBytes() {
    return chunkBytes;
  }

  public int chunkCount() {
    return chunks.size();
  }

  /** The pack; for one of at most 2 GiB. */
  public byte[] toByteArray() {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(Math.toIntExact(chunkBytes + chunkBytes / 16 + 4096));
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory refused bytes", e);
    }
    return out.toByteArray();
  }

  /**
   * Writes the pack and leaves the stream open.
   *
   * @return what the pack's directory says
   */
  public List<PackedChunk> writeTo(OutputStream out) throws IOException {
    PackStream pack = new PackStream(out, history);
    for (EncodedChunk chunk : chunks.stream().sorted(ORDER).toList()) {
      pack.add(chunk);
    }
    return pack.finish();
  }
}
