package io.millrace.inspect;

import io.millrace.chunk.BlockInfo;
import io.millrace.labels.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a file.
 *
 * @param length of the file in bytes
 * @param chunks of a pack, or the one chunk that the file is
 * @param damage what is wrong outside of the chunks, or null
 */
public record Inspection(FileKind kind, long length, List<Chunk> chunks, @Nullable String damage) {

  /**
   * A chunk.
   *
   * @param format name and version, such as {@code loki v4 zstd}
   * @param offset in the file
   * @param blocks as far as the chunk could be opened
   * @param damage what is wrong with the chunk apart from its blocks, or null
   */
  public record Chunk(
      String format,
      String tenant,
      Labels labels,
      long offset,
      long length,
      List<Block> blocks,
      @Nullable String damage) {}

  /**
   * A block.
   *
   * @param damage why the block can't be read, or null when its checksum and its content are right
   */
  public record Block(BlockInfo info, @Nullable String damage) {}

  /** Whether nothing is wrong anywhere. */
  public boolean isIntact() {
    return damage == null
        && chunks.stream()
            .allMatch(
                chunk ->
                    chunk.damage() == null
                        && chunk.blocks().stream().allMatch(block -> block.damage() == null));
  }
}
