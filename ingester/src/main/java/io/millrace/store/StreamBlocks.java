package io.millrace.store;

import io.millrace.labels.Labels;
import java.util.List;

/**
 * A stream and those of its blocks that overlap the asked time range.
 *
 * @param labels the stream's indexed labels
 * @param blocks in ascending order of their first entry's time
 */
public record StreamBlocks(Labels labels, List<StoredBlock> blocks) {
  public StreamBlocks {
    blocks = List.copyOf(blocks);
  }
}
