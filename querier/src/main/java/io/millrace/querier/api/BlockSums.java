package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What streams hold in a range of time, from what is known of their blocks. Of a block that reaches
 * beyond the range, the part counts that its time has in common with the range.
 *
 * @param blocks blocks with entries in the range
 */
record BlockSums(Labels stream, int blocks, double entries, double bytes) {
  /** What Loki's volumes count for a pair of structured metadata. */
  static final int METADATA_BYTES = 8;

  static List<BlockSums> of(
      LogReader reader, String tenant, List<LabelMatcher> matchers, TimeParameters.Range range)
      throws IOException {
    List<BlockSums> sums = new ArrayList<>();
    for (StreamBlocks stream :
        reader.select(tenant, matchers, range.startNanos(), range.endNanos())) {
      int blocks = 0;
      double entries = 0;
      double bytes = 0;
      for (StoredBlock block : stream.blocks()) {
        double share = share(block, range);
        if (share > 0) {
          blocks++;
          entries += share * block.entries();
          bytes += share * volume(block);
        }
      }
      if (blocks > 0) {
        sums.add(new BlockSums(stream.labels(), blocks, entries, bytes));
      }
    }
    return sums;
  }

  /**
   * Bytes as Loki's volumes count them: those of the lines, and 8 for each pair of structured
   * metadata. An entry mostly has one pair, its detected level; estimates hold the 8 already.
   */
  private static double volume(StoredBlock block) {
    long metadata = block.lineBytesAreExact() ? (long) METADATA_BYTES * block.entries() : 0;
    return block.lineBytes() + metadata;
  }

  private static double share(StoredBlock block, TimeParameters.Range range) {
    long from = Math.max(block.minTimestamp(), range.startNanos());
    long to = Math.min(block.maxTimestamp(), range.endNanos());
    if (from > to) {
      return 0;
    }
    long length = block.maxTimestamp() - block.minTimestamp();
    return length == 0 ? 1 : (double) (to - from) / length;
  }
}
