package io.millrace.chunk.loki;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.ChunkKind;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryMerge;
import io.millrace.filter.ChunkFilters;
import io.millrace.labels.Labels;
import java.util.List;

/**
 * Writes version 4 chunks that Loki reads.
 *
 * @param encoding of symbols and blocks
 * @param blockBytes lines and metadata, as Loki counts them, at which a block ends; Loki's default
 *     is 262,144
 */
public record LokiChunkFormat(LokiEncoding encoding, int blockBytes) implements ChunkFormat {
  private static final int DEFAULT_BLOCK_BYTES = 256 * 1024;
  private static final int VERSION = 4;

  /** What Loki counts for a pair of structured metadata: two references of four bytes. */
  private static final int PAIR_BYTES = 8;

  public LokiChunkFormat {
    if (blockBytes < 1) {
      throw new IllegalArgumentException("block of " + blockBytes + " bytes");
    }
  }

  public LokiChunkFormat(LokiEncoding encoding) {
    this(encoding, DEFAULT_BLOCK_BYTES);
  }

  @Override
  public EncodedChunk encode(String tenant, Labels labels, EntryBatch entries) {
    return new Encoder(entries).encode(tenant, labels);
  }

  @Override
  public List<SealedBlock> seal(EntryBatch entries) {
    if (entries.size() == 0) {
      throw new IllegalArgumentException("a block needs an entry");
    }
    return List.of(UncompressedBlock.of(entries));
  }

  @Override
  public EncodedChunk assemble(String tenant, Labels labels, List<SealedBlock> blocks) {
    return encode(tenant, labels, EntryMerge.of(blocks.stream().map(SealedBlock::read).toList()));
  }

  private final class Encoder {
    private final EntryBatch entries;
    private final LokiSymbols symbols = new LokiSymbols();

    /** Compressed blocks, each with its checksum. */
    private final ByteWriter blocks = new ByteWriter();

    /** The table, with offsets that count from the first block: the symbols come before it. */
    private final int[] blockStarts;

    private final int[] blockLengths;
    private final int[] blockSizes;
    private final int[] blockEnds;
    private int blockCount;
    private long lineBytes;

    Encoder(EntryBatch entries) {
      if (entries.size() == 0) {
        throw new IllegalArgumentException("a chunk needs an entry");
      }
      this.entries = entries;
      blockStarts = new int[entries.size()];
      blockLengths = new int[entries.size()];
      blockSizes = new int[entries.size()];
      blockEnds = new int[entries.size()];
    }

    EncodedChunk encode(String tenant, Labels labels) {
      cutBlocks();
      ByteWriter out = new ByteWriter(blocks.size() + 1024);
      out.intBe(LokiChunkReader.MAGIC).u8(VERSION).u8(encoding.id());
      int symbolsAt = out.size();
      writeSymbols(out);
      int symbolsLength = out.size() - symbolsAt;
      appendChecksum(out, symbolsAt);
      int firstBlock = out.size();
      out.bytes(blocks);
      int tableAt = out.size();
      writeTable(out, firstBlock);
      int tableLength = out.size() - tableAt;
      appendChecksum(out, tableAt);
      out.longBe(symbolsLength).longBe(symbolsAt).longBe(tableLength).longBe(tableAt);

      long oldest = entries.timestamp(0);
      long newest = entries.timestamp(entries.size() - 1);
      LokiObjectMetadata metadata = LokiObjectMetadata.of(tenant, labels, oldest, newest);
      byte[] object = LokiObject.encode(metadata, out);
      return new EncodedChunk(
          ChunkKind.LOKI,
          tenant,
          labels,
          object,
          0,
          oldest,
          newest,
          entries.size(),
          lineBytes,
          ChunkFilters.NONE);
    }

    private void cutBlocks() {
      ByteWriter plain = new ByteWriter(Math.min(blockBytes, 1 << 20) + 1024);
      ByteWriter refs = new ByteWriter();
      int size = 0;
      for (int i = 0; i < entries.size(); i++) {
        if (i > 0 && entries.timestamp(i) < entries.timestamp(i - 1)) {
          throw new IllegalArgumentException("entry " + i + " is older than the one before it");
        }
        int length = entries.lineEnd(i) - entries.lineStart(i);
        plain.svarint(entries.timestamp(i)).uvarint(length);
        plain.bytes(entries.lineBytes(), entries.lineStart(i), length);
        Labels metadata = entries.metadata(i);
        refs.clear();
        refs.uvarint(metadata.size());
        for (int pair = 0; pair < metadata.size(); pair++) {
          refs.uvarint(symbols.idOf(metadata.name(pair)));
          refs.uvarint(symbols.idOf(metadata.value(pair)));
        }
        plain.uvarint(refs.size()).bytes(refs);
        lineBytes += length;
        size += length + PAIR_BYTES * metadata.size();
        if (size >= blockBytes || i == entries.size() - 1) {
          finishBlock(plain, size, i + 1);
          plain.clear();
          size = 0;
        }
      }
    }

    private void finishBlock(ByteWriter plain, int size, int end) {
      byte[] compressed = LokiCodec.compress(encoding, plain.array(), 0, plain.size());
      blockStarts[blockCount] = blocks.size();
      blockLengths[blockCount] = compressed.length;
      blockSizes[blockCount] = size;
      blockEnds[blockCount] = end;
      blockCount++;
      blocks.bytes(compressed).intBe(Crc32c.of(compressed, 0, compressed.length));
    }

    private void writeSymbols(ByteWriter out) {
      ByteWriter strings = new ByteWriter();
      symbols.write(strings);
      out.uvarint(symbols.count());
      out.bytes(LokiCodec.compress(encoding, strings.array(), 0, strings.size()));
    }

    private void writeTable(ByteWriter out, int firstBlock) {
      out.uvarint(blockCount);
      int start = 0;
      for (int i = 0; i < blockCount; i++) {
        out.uvarint(blockEnds[i] - start);
        out.svarint(entries.timestamp(start));
        out.svarint(entries.timestamp(blockEnds[i] - 1));
        out.uvarint(firstBlock + blockStarts[i]);
        out.uvarint(blockSizes[i]);
        out.uvarint(blockLengths[i]);
        start = blockEnds[i];
      }
    }

    private static void appendChecksum(ByteWriter out, int sectionStart) {
      out.intBe(Crc32c.of(out.array(), sectionStart, out.size() - sectionStart));
    }
  }
}
