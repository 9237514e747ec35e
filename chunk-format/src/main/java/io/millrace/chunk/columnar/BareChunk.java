package io.millrace.chunk.columnar;

import io.millrace.chunk.SealedBlock;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.entry.EntryBatch;
import io.millrace.filter.Sampling;
import io.millrace.labels.Labels;
import java.util.List;

/**
 * A columnar chunk without tenant, labels and filters: what carries blocks from one process to
 * another that knows whose they are. Any reader of columnar chunks opens it.
 */
public final class BareChunk {
  /** It is read once, right away. */
  private static final ColumnarChunkFormat FAST =
      ColumnarChunkFormat.forPacks().withCompression(new ColumnarCompression.Lz4());

  private BareChunk() {}

  /**
   * A chunk of the blocks. Columnar ones keep their bytes, others are written anew.
   *
   * @param blocks at least one
   */
  public static byte[] of(List<SealedBlock> blocks) {
    ChunkAssembly chunk = new ChunkAssembly("", Labels.empty(), Sampling.SPARSE, false);
    for (SealedBlock block : blocks) {
      if (block instanceof ColumnarBlock columnar) {
        chunk.add(columnar);
      } else {
        for (SealedBlock anew : FAST.seal(block.read())) {
          chunk.add((ColumnarBlock) anew);
        }
      }
    }
    return chunk.finish(List.of()).bytes();
  }

  /** Blocks of entries that are open still, written fast rather than small. */
  public static List<SealedBlock> seal(EntryBatch entries) {
    return FAST.seal(entries);
  }
}
