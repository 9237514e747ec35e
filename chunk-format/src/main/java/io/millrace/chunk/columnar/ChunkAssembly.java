package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkKind;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.filter.ChunkFilters;
import io.millrace.filter.FilterBuilder;
import io.millrace.filter.LineFilter;
import io.millrace.filter.Sampling;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts blocks one behind the other into a chunk. Not safe for concurrent use. */
final class ChunkAssembly {
  /**
   * The part of a chunk that each of its filters may take: one in six. With one in ten most chunks
   * with templates had a sparse filter only, and a third of all blocks were read for an identifier
   * of 16 digits instead of a tenth; the difference is 5 % of what is stored.
   */
  private static final int MAX_FILTER_SHARE = 6;

  private final String tenant;
  private final Labels labels;
  private final @Nullable Sampling densest;
  private final boolean embedFilters;
  private final ByteWriter out = new ByteWriter(1 << 12);
  private final List<ColumnarFooter.Block> blocks = new ArrayList<>();
  private long minTimestamp = Long.MAX_VALUE;
  private long maxTimestamp = Long.MIN_VALUE;
  private int entries;
  private long lineBytes;

  /**
   * Begins a chunk.
   *
   * @param densest see {@link ColumnarChunkFormat#sampling}
   */
  ChunkAssembly(String tenant, Labels labels, @Nullable Sampling densest, boolean embedFilters) {
    this.tenant = tenant;
    this.labels = labels;
    this.densest = densest;
    this.embedFilters = embedFilters;
    out.intBe(ColumnarFooter.MAGIC).u8(ColumnarFooter.VERSION);
  }

  void add(ColumnarBlock block) {
    ColumnarFooter.Block description = block.description();
    BlockInfo info = description.info();
    BlockInfo placed =
        new BlockInfo(
            info.minTimestamp(),
            info.maxTimestamp(),
            info.entries(),
            info.lineBytes(),
            info.metadataBytes(),
            out.size(),
            info.storedBytes());
    blocks.add(
        new ColumnarFooter.Block(
            placed, description.checksum(), description.head(), description.counts()));
    out.bytes(block.bytes());
    minTimestamp = Math.min(minTimestamp, info.minTimestamp());
    maxTimestamp = Math.max(maxTimestamp, info.maxTimestamp());
    entries = Math.addExact(entries, info.entries());
    lineBytes += info.lineBytes();
  }

  /**
   * The chunk.
   *
   * @param content the entries of all blocks, for the filters
   */
  EncodedChunk finish(Iterable<EntryBatch> content) {
    ChunkFilters filters =
        densest == null
            ? ChunkFilters.NONE
            : FilterBuilder.build(content, lineBytes, out.size() / MAX_FILTER_SHARE, densest);
    List<ColumnarFooter.StoredFilter> stored = embedFilters ? embed(filters) : List.of();
    int tail = out.size();
    new ColumnarFooter(ColumnarFooter.VERSION, tenant, labels, blocks, stored).write(out);
    return new EncodedChunk(
        ChunkKind.COLUMNAR,
        tenant,
        labels,
        out.toByteArray(),
        out.size() - tail,
        minTimestamp,
        maxTimestamp,
        entries,
        lineBytes,
        embedFilters ? ChunkFilters.NONE : filters);
  }

  private List<ColumnarFooter.StoredFilter> embed(ChunkFilters filters) {
    List<ColumnarFooter.StoredFilter> stored = new ArrayList<>();
    if (filters.lines() != null) {
      LineFilter lines = filters.lines();
      stored.add(append(kind(lines.sampling()), lines.foreignCaseFolds(), lines.bits().bits()));
    }
    if (filters.metadata() != null) {
      byte[] bits = filters.metadata().bits().bits();
      stored.add(append(ColumnarFooter.StoredFilter.METADATA, false, bits));
    }
    return stored;
  }

  private static int kind(Sampling sampling) {
    return switch (sampling) {
      case DENSE -> ColumnarFooter.StoredFilter.LINES;
      case SPARSE -> ColumnarFooter.StoredFilter.SPARSE_LINES;
    };
  }

  private ColumnarFooter.StoredFilter append(int kind, boolean foreignCaseFolds, byte[] bits) {
    int offset = out.size();
    out.bytes(bits);
    int checksum = Crc32c.of(bits, 0, bits.length);
    return new ColumnarFooter.StoredFilter(kind, foreignCaseFolds, offset, bits.length, checksum);
  }
}
