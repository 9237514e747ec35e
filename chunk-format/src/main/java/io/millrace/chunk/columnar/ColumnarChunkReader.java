package io.millrace.chunk.columnar;

import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.bytes.RangeReader;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.BlockLines;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.ValueCount;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.filter.BitFilter;
import io.millrace.filter.ChunkFilters;
import io.millrace.filter.LineFilter;
import io.millrace.filter.MetadataFilter;
import io.millrace.filter.Sampling;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a columnar chunk, block by block, from memory or by ranges. */
public final class ColumnarChunkReader implements ChunkReader {
  private final RangeReader source;

  /** Offset of the chunk in the source. */
  private final long base;

  private final ColumnarFooter footer;
  private final List<BlockInfo> blocks;
  private final ChunkFilters filters;

  private ColumnarChunkReader(
      RangeReader source, long base, ColumnarFooter footer, ChunkFilters filters) {
    this.source = source;
    this.base = base;
    this.footer = footer;
    this.blocks = footer.blocks().stream().map(ColumnarFooter.Block::info).toList();
    this.filters = filters;
  }

  /** Whether the bytes begin as a columnar chunk does, of this or of a later version. */
  public static boolean recognises(byte[] bytes) {
    return bytes.length >= ColumnarFooter.HEADER_BYTES
        && bytes[0] == ColumnarFooter.MAGIC >>> 24
        && bytes[1] == (byte) (ColumnarFooter.MAGIC >>> 16)
        && bytes[2] == (byte) (ColumnarFooter.MAGIC >>> 8)
        && bytes[3] == (byte) ColumnarFooter.MAGIC
        && (bytes[4] & 0xFF) >= ColumnarFooter.OLDEST_VERSION;
  }

  /**
   * Opens a chunk in memory, with the filters in it.
   *
   * @param chunk not to be changed while the reader is in use
   * @throws FormatException when the bytes are no columnar chunk, or their tail is damaged
   */
  public static ColumnarChunkReader open(byte[] chunk) throws FormatException {
    ColumnarFooter footer = ColumnarFooter.parse(chunk, chunk.length);
    return new ColumnarChunkReader(RangeReader.of(chunk), 0, footer, filters(chunk, footer));
  }

  /**
   * Opens a chunk that is part of something larger, without reading from it; filters in it are not
   * used.
   *
   * @param offset of the chunk in the source
   * @param length of the chunk
   * @param tail the chunk's last bytes, see {@link io.millrace.chunk.EncodedChunk#tailLength}
   */
  public static ColumnarChunkReader open(RangeReader source, long offset, int length, byte[] tail)
      throws FormatException {
    return new ColumnarChunkReader(
        source, offset, ColumnarFooter.parse(tail, length), ChunkFilters.NONE);
  }

  /** The filters of a chunk; a damaged one is as good as none. */
  private static ChunkFilters filters(byte[] chunk, ColumnarFooter footer) {
    LineFilter lines = null;
    MetadataFilter metadata = null;
    for (ColumnarFooter.StoredFilter filter : footer.filters()) {
      int length = filter.length();
      boolean intact = Crc32c.of(chunk, filter.offset(), length) == filter.checksum();
      if (!intact || !BitFilter.isLength(length)) {
        continue;
      }
      byte[] bits = Arrays.copyOfRange(chunk, filter.offset(), filter.offset() + length);
      switch (filter.kind()) {
        case ColumnarFooter.StoredFilter.LINES ->
            lines = LineFilter.of(Sampling.DENSE, bits, filter.foreignCaseFolds());
        case ColumnarFooter.StoredFilter.SPARSE_LINES ->
            lines = LineFilter.of(Sampling.SPARSE, bits, filter.foreignCaseFolds());
        case ColumnarFooter.StoredFilter.METADATA -> metadata = MetadataFilter.of(bits);
        default -> {
          // A kind of a later version: to know nothing of it loses nothing.
        }
      }
    }
    return new ChunkFilters(lines, metadata);
  }

  /** Version of the chunk, from 129 on. */
  public int version() {
    return footer.version();
  }

  @Override
  public String tenant() {
    return footer.tenant();
  }

  @Override
  public Labels labels() {
    return footer.labels();
  }

  @Override
  public List<BlockInfo> blocks() {
    return blocks;
  }

  @Override
  public EntryBatch read(int block) throws IOException {
    byte[] bytes = blockBytes(block, blocks.get(block).storedBytes());
    return decode(block, () -> BlockDecoder.ofBlock(bytes, footer.blocks().get(block)).entries());
  }

  @Override
  public @Nullable TemplatedBlock readTemplated(int block) throws IOException {
    byte[] bytes = blockBytes(block, blocks.get(block).storedBytes());
    return decode(block, () -> BlockDecoder.ofBlock(bytes, footer.blocks().get(block)).templated());
  }

  @Override
  public BlockLines readLines(int block) throws IOException {
    byte[] bytes = blockBytes(block, blocks.get(block).storedBytes());
    return decode(
        block,
        () -> {
          BlockDecoder decoder = BlockDecoder.ofBlock(bytes, footer.blocks().get(block));
          TemplatedBlock templated = decoder.templated();
          return templated == null
              ? new BlockLines.Whole(decoder.entries())
              : new BlockLines.Templated(templated);
        });
  }

  @Override
  public long[] readTimestamps(int block) throws IOException {
    ColumnarFooter.Block description = footer.blocks().get(block);
    if (description.head().length() == 0) {
      byte[] bytes = blockBytes(block, blocks.get(block).storedBytes());
      return decode(block, () -> BlockDecoder.ofBlock(bytes, description).times());
    }
    byte[] head = blockBytes(block, description.head().length());
    return decode(block, () -> BlockDecoder.ofHead(head, description).times());
  }

  @Override
  public EntryOutline readOutline(int block) throws IOException {
    ColumnarFooter.Block description = footer.blocks().get(block);
    if (description.head().length() == 0) {
      return EntryOutline.of(read(block));
    }
    byte[] head = blockBytes(block, description.head().length());
    return decode(block, () -> BlockDecoder.ofHead(head, description).outline());
  }

  @Override
  public void prefetch(int block) {
    source.prefetch(base + blocks.get(block).offset(), blocks.get(block).storedBytes());
  }

  @Override
  public void prefetchOutline(int block) {
    int head = footer.blocks().get(block).head().length();
    source.prefetch(
        base + blocks.get(block).offset(), head == 0 ? blocks.get(block).storedBytes() : head);
  }

  private byte[] blockBytes(int block, int length) throws IOException {
    return source.read(base + blocks.get(block).offset(), length);
  }

  /** Decodes what was read of a block. */
  @FunctionalInterface
  private interface Decoding<T extends @Nullable Object> {
    T run() throws FormatException;
  }

  private <T extends @Nullable Object> T decode(int block, Decoding<T> decoding)
      throws FormatException {
    try {
      return decoding.run();
    } catch (FormatException e) {
      throw FormatException.within(blocks.get(block).offset(), "block " + block, e);
    }
  }

  @Override
  public @Nullable List<ValueCount> counts(int block, String name) {
    return footer.blocks().get(block).counts().get(name);
  }

  @Override
  public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
    return filters.mayContain(literal, ignoreAsciiCase);
  }

  @Override
  public boolean mayContainMetadata(String name, String value) {
    return filters.mayContain(name, value);
  }
}
