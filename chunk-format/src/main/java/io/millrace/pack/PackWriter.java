package io.millrace.pack;

import com.github.luben.zstd.Zstd;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.EncodedChunk;
import io.millrace.filter.BitFilter;
import io.millrace.filter.LineFilter;
import io.millrace.filter.MetadataFilter;
import io.millrace.labels.Utf8Order;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts chunks into a pack. The same chunks give the same bytes in whatever order they are added.
 * Not safe for concurrent use.
 */
public final class PackWriter {
  private static final int ZSTD_LEVEL = 6;

  private static final Comparator<EncodedChunk> ORDER =
      Comparator.comparing(EncodedChunk::tenant, Utf8Order.COMPARATOR)
          .thenComparing(EncodedChunk::labels)
          .thenComparingLong(EncodedChunk::minTimestamp)
          .thenComparingLong(EncodedChunk::maxTimestamp)
          .thenComparing(EncodedChunk::bytes, Arrays::compareUnsigned);

  private final List<EncodedChunk> chunks = new ArrayList<>();
  private PackHistory history = PackHistory.NONE;
  private long chunkBytes;

  /** The filters of one size, while they are collected. */
  private record Column(int chunk, boolean foreignCaseFolds, BitFilter bits) {}

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
    List<EncodedChunk> sorted = chunks.stream().sorted(ORDER).toList();
    ByteWriter header = new ByteWriter().intBe(PackTrailer.MAGIC).u8(version());
    out.write(header.array(), 0, header.size());
    long offset = header.size();
    List<PackedChunk> packed = new ArrayList<>(sorted.size());
    for (EncodedChunk chunk : sorted) {
      out.write(chunk.bytes());
      packed.add(packed(chunk, offset));
      offset += chunk.bytes().length;
    }
    List<FilterGroup> groups = new ArrayList<>();
    offset = writeFilters(sorted, out, offset, groups);

    ByteWriter plain = new ByteWriter();
    new PackDirectory(packed, groups, history).write(plain);
    byte[] stored = Zstd.compress(plain.toByteArray(), ZSTD_LEVEL);
    out.write(stored);
    ByteWriter trailer = new ByteWriter();
    int checksum = Crc32c.of(stored, 0, stored.length);
    long length = offset + stored.length + PackTrailer.BYTES;
    new PackTrailer(offset, stored.length, plain.size(), checksum, length).write(trailer);
    out.write(trailer.array(), 0, trailer.size());
    return List.copyOf(packed);
  }

  private int version() {
    return history.isEmpty() ? PackTrailer.VERSION : PackTrailer.VERSION_WITH_HISTORY;
  }

  private static PackedChunk packed(EncodedChunk chunk, long offset) {
    byte[] bytes = chunk.bytes();
    return new PackedChunk(
        chunk.kind(),
        chunk.tenant(),
        chunk.labels(),
        offset,
        bytes.length,
        Crc32c.of(bytes, 0, bytes.length),
        chunk.minTimestamp(),
        chunk.maxTimestamp(),
        chunk.entries(),
        chunk.lineBytes(),
        Arrays.copyOfRange(bytes, bytes.length - chunk.tailLength(), bytes.length));
  }

  private static long writeFilters(
      List<EncodedChunk> chunks, OutputStream out, long start, List<FilterGroup> groups)
      throws IOException {
    Map<FilterGroup.Kind, Map<Integer, List<Column>>> columns =
        new EnumMap<>(FilterGroup.Kind.class);
    for (int i = 0; i < chunks.size(); i++) {
      LineFilter line = chunks.get(i).filters().lines();
      if (line != null) {
        Column column = new Column(i, line.foreignCaseFolds(), line.bits());
        collect(columns, FilterGroup.Kind.of(line.sampling()), column);
      }
      MetadataFilter pairs = chunks.get(i).filters().metadata();
      if (pairs != null) {
        collect(columns, FilterGroup.Kind.METADATA, new Column(i, false, pairs.bits()));
      }
    }
    long offset = start;
    for (Map.Entry<FilterGroup.Kind, Map<Integer, List<Column>>> kind : columns.entrySet()) {
      offset = writeGroups(kind.getKey(), kind.getValue(), out, offset, groups);
    }
    return offset;
  }

  private static void collect(
      Map<FilterGroup.Kind, Map<Integer, List<Column>>> columns,
      FilterGroup.Kind kind,
      Column column) {
    columns
        .computeIfAbsent(kind, _ -> new TreeMap<>())
        .computeIfAbsent(column.bits().log2Bits(), _ -> new ArrayList<>())
        .add(column);
  }

  private static long writeGroups(
      FilterGroup.Kind kind,
      Map<Integer, List<Column>> bySize,
      OutputStream out,
      long start,
      List<FilterGroup> groups)
      throws IOException {
    long offset = start;
    for (Map.Entry<Integer, List<Column>> size : bySize.entrySet()) {
      List<Column> columns = size.getValue();
      ByteWriter matrix = new ByteWriter();
      FilterGroup.write(columns.stream().map(Column::bits).toList(), matrix);
      out.write(matrix.array(), 0, matrix.size());
      List<FilterGroup.Member> members =
          columns.stream()
              .map(column -> new FilterGroup.Member(column.chunk(), column.foreignCaseFolds()))
              .toList();
      groups.add(new FilterGroup(kind, size.getKey(), offset, members));
      offset += matrix.size();
    }
    return offset;
  }
}
