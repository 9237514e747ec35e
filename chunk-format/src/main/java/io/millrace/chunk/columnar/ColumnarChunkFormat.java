package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.ChunkKind;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.MetadataVolume;
import io.millrace.filter.ChunkFilters;
import io.millrace.filter.LineFilter;
import io.millrace.filter.MetadataFilter;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes columnar chunks.
 *
 * @param compression of the sections
 * @param templates whether lines are stored as templates and variables where that is smaller
 * @param blockBytes bytes of lines in a block, more or less
 * @param countedNames metadata names whose values are counted in the footer
 * @param embedFilters whether filters stand in the chunk; if not they come with the {@link
 *     EncodedChunk}, for a pack to arrange
 */
public record ColumnarChunkFormat(
    ColumnarCompression compression,
    boolean templates,
    int blockBytes,
    Set<String> countedNames,
    boolean embedFilters)
    implements ChunkFormat {
  private static final int DEFAULT_LEVEL = 6;

  /** Larger blocks compress little better; this one decodes in a quarter of a millisecond. */
  private static final int DEFAULT_BLOCK_BYTES = 1 << 20;

  private static final int MAX_BLOCK_ENTRIES = 1 << 20;

  /** Chunks with less than this are scanned faster than their filter is read. */
  private static final int MIN_FILTERED_BYTES = 64 * 1024;

  /** The part of a chunk that each of its filters may take: one in ten. */
  private static final int MAX_FILTER_SHARE = 10;

  public ColumnarChunkFormat {
    if (blockBytes < 1) {
      throw new IllegalArgumentException("block of " + blockBytes + " bytes");
    }
    countedNames = Set.copyOf(countedNames);
  }

  /**
   * For the chunks of a pack: zstd of level 6, no templates, blocks of 1 MiB, levels counted. What
   * level and templates gain and cost stands in {@code bench/README.md}.
   */
  public static ColumnarChunkFormat forPacks() {
    return new ColumnarChunkFormat(
        new ColumnarCompression.Zstd(DEFAULT_LEVEL),
        false,
        DEFAULT_BLOCK_BYTES,
        Set.of("detected_level"),
        false);
  }

  /** As {@link #forPacks}, with the filters in the chunk. */
  public static ColumnarChunkFormat standalone() {
    return forPacks().withEmbeddedFilters(true);
  }

  public ColumnarChunkFormat withCompression(ColumnarCompression other) {
    return new ColumnarChunkFormat(other, templates, blockBytes, countedNames, embedFilters);
  }

  public ColumnarChunkFormat withTemplates(boolean allowed) {
    return new ColumnarChunkFormat(compression, allowed, blockBytes, countedNames, embedFilters);
  }

  public ColumnarChunkFormat withBlockBytes(int other) {
    return new ColumnarChunkFormat(compression, templates, other, countedNames, embedFilters);
  }

  public ColumnarChunkFormat withEmbeddedFilters(boolean embed) {
    return new ColumnarChunkFormat(compression, templates, blockBytes, countedNames, embed);
  }

  @Override
  public EncodedChunk encode(String tenant, Labels labels, EntryBatch entries) {
    long lineBytes = requireAscending(entries);
    ByteWriter out = new ByteWriter((int) Math.min(1 << 24, lineBytes / 4 + 1024));
    out.intBe(ColumnarFooter.MAGIC).u8(ColumnarFooter.VERSION);
    List<ColumnarFooter.Block> blocks = new ArrayList<>();
    try (SectionCodec codec = new SectionCodec(compression)) {
      TemplateChoice choice = new TemplateChoice(templates);
      MetadataVolume metadata = new MetadataVolume();
      int from = 0;
      long left = lineBytes;
      while (from < entries.size()) {
        int to = blockEnd(entries, from, left);
        ColumnarFooter.Block block = block(entries, from, to, codec, choice, metadata, out);
        blocks.add(block);
        left -= block.info().lineBytes();
        from = to;
      }
    }
    ChunkFilters filters = filters(entries, lineBytes, out.size() / MAX_FILTER_SHARE);
    List<ColumnarFooter.StoredFilter> stored = new ArrayList<>();
    if (embedFilters) {
      embed(filters, out, stored);
    }
    int tail = out.size();
    new ColumnarFooter(ColumnarFooter.VERSION, tenant, labels, blocks, stored).write(out);
    return new EncodedChunk(
        ChunkKind.COLUMNAR,
        tenant,
        labels,
        out.toByteArray(),
        out.size() - tail,
        entries.timestamp(0),
        entries.timestamp(entries.size() - 1),
        entries.size(),
        lineBytes,
        embedFilters ? ChunkFilters.NONE : filters);
  }

  private static long requireAscending(EntryBatch entries) {
    if (entries.size() == 0) {
      throw new IllegalArgumentException("a chunk needs an entry");
    }
    long lineBytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0 && entries.timestamp(i) < entries.timestamp(i - 1)) {
        throw new IllegalArgumentException("entry " + i + " is older than the one before it");
      }
      lineBytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    return lineBytes;
  }

  /** Where a block ends so that all that are left get about the same size. */
  private int blockEnd(EntryBatch entries, int from, long bytesLeft) {
    long blocksLeft = Math.max(1, Math.round((double) bytesLeft / blockBytes));
    long wanted = bytesLeft / blocksLeft;
    long bytes = 0;
    long pairs = 0;
    int to = from;
    while (to < entries.size() && to - from < MAX_BLOCK_ENTRIES) {
      pairs += entries.metadata(to).size();
      if (to > from && pairs > MetadataDecoder.MAX_VALUES) {
        break;
      }
      bytes += entries.lineEnd(to) - entries.lineStart(to);
      to++;
      if (bytes >= wanted && blocksLeft > 1) {
        break;
      }
    }
    return to;
  }

  private ColumnarFooter.Block block(
      EntryBatch entries,
      int from,
      int to,
      SectionCodec codec,
      TemplateChoice choice,
      MetadataVolume metadata,
      ByteWriter out) {
    int start = out.size();
    BlockEncoder.encode(entries, from, to, codec, choice, out);
    int length = out.size() - start;
    long lineBytes = 0;
    for (int i = from; i < to; i++) {
      lineBytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    long metadataBefore = metadata.bytes();
    metadata.add(entries, from, to);
    BlockInfo info =
        new BlockInfo(
            entries.timestamp(from),
            entries.timestamp(to - 1),
            to - from,
            lineBytes,
            metadata.bytes() - metadataBefore,
            start,
            length);
    int checksumAt = out.size() - BlockDecoder.CHECKSUM;
    int checksum = Crc32c.of(out.array(), start, checksumAt - start);
    return new ColumnarFooter.Block(
        info, checksum, ValueCounts.of(entries, from, to, countedNames));
  }

  private static ChunkFilters filters(EntryBatch entries, long lineBytes, int maxBytes) {
    LineFilter lines =
        lineBytes < MIN_FILTERED_BYTES ? null : LineFilter.build(entries, lineBytes, maxBytes);
    MetadataFilter metadata = null;
    if (!entries.hasNoMetadata() && entries.size() > 1) {
      MetadataFilter.Builder pairs = new MetadataFilter.Builder();
      Labels last = Labels.empty();
      for (int i = 0; i < entries.size(); i++) {
        Labels pair = entries.metadata(i);
        if (!pair.equals(last)) {
          pair.forEach(pairs::add);
          last = pair;
        }
      }
      metadata = pairs.build(maxBytes);
    }
    return new ChunkFilters(lines, metadata);
  }

  private static void embed(
      ChunkFilters filters, ByteWriter out, List<ColumnarFooter.StoredFilter> stored) {
    if (filters.lines() != null) {
      LineFilter lines = filters.lines();
      stored.add(
          append(
              out,
              ColumnarFooter.StoredFilter.LINES,
              lines.foreignCaseFolds(),
              lines.bits().bits()));
    }
    if (filters.metadata() != null) {
      byte[] bits = filters.metadata().bits().bits();
      stored.add(append(out, ColumnarFooter.StoredFilter.METADATA, false, bits));
    }
  }

  private static ColumnarFooter.StoredFilter append(
      ByteWriter out, int kind, boolean foreignCaseFolds, byte[] bits) {
    int offset = out.size();
    out.bytes(bits);
    int checksum = Crc32c.of(bits, 0, bits.length);
    return new ColumnarFooter.StoredFilter(kind, foreignCaseFolds, offset, bits.length, checksum);
  }
}
