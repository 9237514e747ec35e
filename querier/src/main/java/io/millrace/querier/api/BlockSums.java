package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.ReadContext;
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
  static List<BlockSums> of(
      LogReader reader,
      String tenant,
      List<LabelMatcher> matchers,
      TimeParameters.Range range,
      ReadContext context)
      throws IOException {
    List<BlockSums> sums = new ArrayList<>();
    for (StreamBlocks stream :
        reader.select(tenant, matchers, range.startNanos(), range.endNanos(), context)) {
      int blocks = 0;
      double entries = 0;
      double bytes = 0;
      for (StoredBlock block : stream.blocks()) {
        double share = share(block, range.startNanos(), range.endNanos());
        if (share > 0) {
          blocks++;
          entries += share * block.entries();
          bytes += Math.floor(share * volume(block));
        }
      }
      if (blocks > 0) {
        sums.add(new BlockSums(stream.labels(), blocks, entries, bytes));
      }
    }
    return sums;
  }

  /** Bytes as Loki's volumes count them: those of the lines and of the structured metadata. */
  static long volume(StoredBlock block) {
    return block.lineBytes() + block.metadataBytes();
  }

  /**
   * The part of a block's time that lies in a range, from 0 to 1; negative when they have no moment
   * in common.
   *
   * @param endNanos inclusive
   */
  static double share(StoredBlock block, long startNanos, long endNanos) {
    long from = Math.max(block.minTimestamp(), startNanos);
    long to = Math.min(block.maxTimestamp(), endNanos);
    if (from > to) {
      return -1;
    }
    long length = block.maxTimestamp() - block.minTimestamp();
    return length == 0 ? 1 : (double) (to - from) / length;
  }
}
