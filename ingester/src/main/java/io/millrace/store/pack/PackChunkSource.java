package io.millrace.store.pack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.pack.PackReader;
import io.millrace.store.StoredBlock;
import io.millrace.store.index.ChunkRef;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Opens chunks of packs in an object store, and keeps what was opened lately. */
public final class PackChunkSource implements ChunkSource {
  /** About what a chunk knows of a block, its counts included. */
  private static final int BLOCK_BYTES = 1024;

  private final ObjectStore objects;
  private final Cache<String, OpenPack> packs;
  private final Cache<ChunkKey, ChunkReader> chunks;

  private record ChunkKey(String packId, int number) {}

  /**
   * A source over a store.
   *
   * @param cacheBytes of the heap for open chunks that are kept
   */
  public PackChunkSource(ObjectStore objects, long cacheBytes) {
    this.objects = objects;
    this.packs = Caffeine.newBuilder().maximumSize(256).executor(Runnable::run).build();
    this.chunks =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((ChunkKey _, ChunkReader chunk) -> weight(chunk))
            .executor(Runnable::run)
            .build();
  }

  /** A chunk of Loki holds all of its bytes; ours reads a block when it is asked for. */
  private static int weight(ChunkReader chunk) {
    boolean holdsBlocks = chunk instanceof LokiChunkReader;
    long bytes = 1024;
    for (BlockInfo block : chunk.blocks()) {
      bytes += BLOCK_BYTES + (holdsBlocks ? block.storedBytes() : 0);
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  @Override
  public List<StoredBlock> blocks(ChunkRef ref) throws IOException {
    OpenPack pack = pack(ref.packId());
    ChunkReader chunk = chunk(pack, ref);
    List<StoredBlock> blocks = new ArrayList<>(chunk.blocks().size());
    for (int i = 0; i < chunk.blocks().size(); i++) {
      blocks.add(new PackedBlock(pack, ref, chunk, i, objects.isRemote()));
    }
    blocks.sort(Comparator.comparingLong(StoredBlock::minTimestamp));
    return blocks;
  }

  private OpenPack pack(String packId) throws IOException {
    try {
      return packs.get(packId, this::open);
    } catch (UncheckedIOException e) {
      throw new IOException("pack " + packId + " can't be opened: " + e.getCause(), e);
    }
  }

  private OpenPack open(String packId) {
    try {
      return new OpenPack(packId, PackReader.open(new ObjectRange(objects, packId)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChunkReader chunk(OpenPack pack, ChunkRef ref) throws IOException {
    ChunkKey key = new ChunkKey(ref.packId(), ref.number());
    try {
      return chunks.get(
          key,
          _ -> {
            try {
              return pack.reader().openChunk(ref.number());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw new IOException(
          "chunk %d of pack %s can't be opened: %s"
              .formatted(ref.number(), ref.packId(), e.getCause()),
          e);
    }
  }
}
