package io.millrace.pack;

import com.github.luben.zstd.Zstd;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.EncodedChunk;
import io.millrace.filter.BitFilter;
import io.millrace.filter.LineFilter;
import io.millrace.filter.MetadataFilter;
import io.millrace.labels.Utf8Order;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a pack chunk by chunk. Of the chunks that are written it keeps the filters and what the
 * directory says: a tenth of the pack or less. Not safe for concurrent use.
 */
public final class PackStream {
  private static final int ZSTD_LEVEL = 6;

  private static final Comparator<PackedChunk> ORDER =
      Comparator.comparing(PackedChunk::tenant, Utf8Order.COMPARATOR)
          .thenComparing(PackedChunk::labels);

  private final OutputStream out;
  private final PackHistory history;
  private final List<PackedChunk> packed = new ArrayList<>();
  private final Map<FilterGroup.Kind, Map<Integer, List<Column>>> columns =
      new EnumMap<>(FilterGroup.Kind.class);
  private long offset;

  /** The filters of one size, while they are collected. */
  private record Column(int chunk, boolean foreignCaseFolds, BitFilter bits) {}

  /**
   * Begins a pack.
   *
   * @param out is written to and left open
   * @param history where the chunks come from
   */
  public PackStream(OutputStream out, PackHistory history) throws IOException {
    this.out = out;
    this.history = history;
    int version = history.isEmpty() ? PackTrailer.VERSION : PackTrailer.VERSION_WITH_HISTORY;
    write(new ByteWriter().intBe(PackTrailer.MAGIC).u8(version));
  }

  /**
   * Writes a chunk.
   *
   * @throws IllegalArgumentException when its stream comes before the one of the last chunk
   */
  public void add(EncodedChunk chunk) throws IOException {
    PackedChunk next = packed(chunk, offset);
    if (!packed.isEmpty() && ORDER.compare(packed.getLast(), next) > 0) {
      throw new IllegalArgumentException(
          "the chunk of " + next.labels() + " comes behind that of " + packed.getLast().labels());
    }
    int number = packed.size();
    out.write(chunk.bytes());
    offset += chunk.bytes().length;
    packed.add(next);
    LineFilter line = chunk.filters().lines();
    if (line != null) {
      Column column = new Column(number, line.foreignCaseFolds(), line.bits());
      collect(FilterGroup.Kind.of(line.sampling()), column);
    }
    MetadataFilter pairs = chunk.filters().metadata();
    if (pairs != null) {
      collect(FilterGroup.Kind.METADATA, new Column(number, false, pairs.bits()));
    }
  }

  /** Bytes that were written so far. */
  public long size() {
    return offset;
  }

  /**
   * Writes what comes behind the chunks. Nothing may be added afterwards.
   *
   * @return what the pack's directory says
   */
  public List<PackedChunk> finish() throws IOException {
    List<FilterGroup> groups = new ArrayList<>();
    for (Map.Entry<FilterGroup.Kind, Map<Integer, List<Column>>> kind : columns.entrySet()) {
      for (Map.Entry<Integer, List<Column>> size : kind.getValue().entrySet()) {
        groups.add(writeGroup(kind.getKey(), size.getKey(), size.getValue()));
      }
    }
    ByteWriter plain = new ByteWriter();
    new PackDirectory(packed, groups, history).write(plain);
    byte[] stored = Zstd.compress(plain.toByteArray(), ZSTD_LEVEL);
    int checksum = Crc32c.of(stored, 0, stored.length);
    long length = offset + stored.length + PackTrailer.BYTES;
    PackTrailer trailer = new PackTrailer(offset, stored.length, plain.size(), checksum, length);
    out.write(stored);
    offset += stored.length;
    ByteWriter end = new ByteWriter();
    trailer.write(end);
    write(end);
    return List.copyOf(packed);
  }

  private void write(ByteWriter bytes) throws IOException {
    out.write(bytes.array(), 0, bytes.size());
    offset += bytes.size();
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

  private void collect(FilterGroup.Kind kind, Column column) {
    columns
        .computeIfAbsent(kind, _ -> new TreeMap<>())
        .computeIfAbsent(column.bits().log2Bits(), _ -> new ArrayList<>())
        .add(column);
  }

  private FilterGroup writeGroup(FilterGroup.Kind kind, int log2Bits, List<Column> group)
      throws IOException {
    List<FilterGroup.Member> members =
        group.stream()
            .map(column -> new FilterGroup.Member(column.chunk(), column.foreignCaseFolds()))
            .toList();
    FilterGroup described = new FilterGroup(kind, log2Bits, offset, members);
    ByteWriter matrix = new ByteWriter();
    FilterGroup.write(group.stream().map(Column::bits).toList(), matrix);
    write(matrix);
    return described;
  }
}
