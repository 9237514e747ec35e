package io.millrace.store.pack;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.BlockLines;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.store.StoredBlock;
import io.millrace.store.index.ChunkRef;
import java.io.IOException;

/** A block of a chunk in a pack. */
final class PackedBlock implements StoredBlock {
  private final OpenPack pack;
  private final ChunkRef ref;
  private final ChunkReader chunk;
  private final int block;
  private final boolean isRemote;
  private final BlockInfo info;

  PackedBlock(OpenPack pack, ChunkRef ref, ChunkReader chunk, int block, boolean isRemote) {
    this.pack = pack;
    this.ref = ref;
    this.chunk = chunk;
    this.block = block;
    this.isRemote = isRemote;
    this.info = chunk.blocks().get(block);
  }

  @Override
  public long minTimestamp() {
    return info.minTimestamp();
  }

  @Override
  public long maxTimestamp() {
    return info.maxTimestamp();
  }

  @Override
  public int entries() {
    return info.entries();
  }

  @Override
  public long lineBytes() {
    return info.lineBytes();
  }

  @Override
  public long metadataBytes() {
    return info.metadataBytes() == BlockInfo.UNKNOWN
        ? StoredBlock.super.metadataBytes()
        : info.metadataBytes();
  }

  @Override
  public long storedBytes() {
    return info.storedBytes();
  }

  @Override
  public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
    return pack.mayContain(ref.number(), literal, ignoreAsciiCase);
  }

  @Override
  public boolean lineBytesAreExact() {
    return !(chunk instanceof LokiChunkReader);
  }

  @Override
  public boolean isRemote() {
    return isRemote;
  }

  @Override
  public void prefetch() {
    chunk.prefetch(block);
  }

  @Override
  public void prefetchOutline() {
    chunk.prefetchOutline(block);
  }

  @Override
  public EntryBatch read() throws IOException {
    try {
      return chunk.read(block);
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  @Override
  public BlockLines readLines() throws IOException {
    try {
      return chunk.readLines(block);
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  @Override
  public long[] timestamps() throws IOException {
    try {
      return chunk.readTimestamps(block);
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  @Override
  public EntryOutline outline() throws IOException {
    try {
      return chunk.readOutline(block);
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  private IOException damaged(FormatException e) {
    return new IOException(
        "block %d of chunk %d of pack %s, stream %s: %s"
            .formatted(block, ref.number(), ref.packId(), chunk.labels(), e.getMessage()),
        e);
  }
}
