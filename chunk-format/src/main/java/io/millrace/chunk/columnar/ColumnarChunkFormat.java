package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.SealedBlock;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.MetadataVolume;
import io.millrace.filter.Sampling;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes columnar chunks.
 *
 * @param compression of the sections
 * @param templates whether lines are stored as templates and variables where that is smaller
 * @param blockBytes bytes of lines in a block, more or less
 * @param countedNames metadata names whose values are counted in the footer
 * @param sampling of the lines for the filter, if its size allows; null for no filters, neither of
 *     lines nor of metadata
 * @param embedFilters whether filters stand in the chunk; if not they come with the {@link
 *     EncodedChunk}, for a pack to arrange
 */
public record ColumnarChunkFormat(
    ColumnarCompression compression,
    boolean templates,
    int blockBytes,
    Set<String> countedNames,
    @Nullable Sampling sampling,
    boolean embedFilters)
    implements ChunkFormat {
  private static final int DEFAULT_LEVEL = 6;

  /** Larger blocks compress little better; this one decodes in a quarter of a millisecond. */
  private static final int DEFAULT_BLOCK_BYTES = 1 << 20;

  private static final int MAX_BLOCK_ENTRIES = 1 << 20;

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
        Sampling.DENSE,
        false);
  }

  /** As {@link #forPacks}, with the filters in the chunk. */
  public static ColumnarChunkFormat standalone() {
    return forPacks().withEmbeddedFilters(true);
  }

  public ColumnarChunkFormat withCompression(ColumnarCompression other) {
    return new ColumnarChunkFormat(
        other, templates, blockBytes, countedNames, sampling, embedFilters);
  }

  public ColumnarChunkFormat withTemplates(boolean allowed) {
    return new ColumnarChunkFormat(
        compression, allowed, blockBytes, countedNames, sampling, embedFilters);
  }

  public ColumnarChunkFormat withBlockBytes(int other) {
    return new ColumnarChunkFormat(
        compression, templates, other, countedNames, sampling, embedFilters);
  }

  /** For chunks that are written again soon: their blocks need not be read to build filters. */
  public ColumnarChunkFormat withoutFilters() {
    return new ColumnarChunkFormat(
        compression, templates, blockBytes, countedNames, null, embedFilters);
  }

  public ColumnarChunkFormat withEmbeddedFilters(boolean embed) {
    return new ColumnarChunkFormat(
        compression, templates, blockBytes, countedNames, sampling, embed);
  }

  @Override
  public EncodedChunk encode(String tenant, Labels labels, EntryBatch entries) {
    ChunkAssembly chunk = new ChunkAssembly(tenant, labels, sampling, embedFilters);
    blocks(entries).forEach(chunk::add);
    return chunk.finish(List.of(entries));
  }

  @Override
  public List<SealedBlock> seal(EntryBatch entries) {
    return List.copyOf(blocks(entries));
  }

  @Override
  public EncodedChunk assemble(String tenant, Labels labels, List<SealedBlock> blocks) {
    ChunkAssembly chunk = new ChunkAssembly(tenant, labels, sampling, embedFilters);
    for (SealedBlock block : blocks) {
      if (!(block instanceof ColumnarBlock columnar)) {
        throw new IllegalArgumentException("a block of another format: " + block.getClass());
      }
      chunk.add(columnar);
    }
    return chunk.finish(() -> blocks.stream().map(SealedBlock::read).iterator());
  }

  private List<ColumnarBlock> blocks(EntryBatch entries) {
    long left = requireAscending(entries);
    List<ColumnarBlock> blocks = new ArrayList<>();
    try (SectionCodec codec = new SectionCodec(compression)) {
      TemplateChoice choice = new TemplateChoice(templates);
      int from = 0;
      while (from < entries.size()) {
        int to = blockEnd(entries, from, left);
        ColumnarBlock block = block(entries, from, to, codec, choice);
        blocks.add(block);
        left -= block.lineBytes();
        from = to;
      }
    }
    return blocks;
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

  private ColumnarBlock block(
      EntryBatch entries, int from, int to, SectionCodec codec, TemplateChoice choice) {
    long lineBytes = 0;
    for (int i = from; i < to; i++) {
      lineBytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    ByteWriter out = new ByteWriter((int) Math.min(1 << 24, lineBytes / 4 + 1024));
    int headLength = BlockEncoder.encode(entries, from, to, codec, choice, out);
    byte[] bytes = out.toByteArray();
    MetadataVolume metadata = new MetadataVolume();
    metadata.add(entries, from, to);
    BlockInfo info =
        new BlockInfo(
            entries.timestamp(from),
            entries.timestamp(to - 1),
            to - from,
            lineBytes,
            metadata.bytes(),
            0,
            bytes.length);
    int checksum = Crc32c.of(bytes, 0, bytes.length - BlockDecoder.CHECKSUM);
    ColumnarFooter.Head head = new ColumnarFooter.Head(headLength, Crc32c.of(bytes, 0, headLength));
    return new ColumnarBlock(
        bytes,
        new ColumnarFooter.Block(
            info, checksum, head, ValueCounts.of(entries, from, to, countedNames)));
  }
}
