package io.millrace.logql.engine;

import io.millrace.labels.Labels;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Blocks of one stream that overlap in time, or a single one.
 *
 * @param minTimestamp time of the oldest entry
 * @param maxTimestamp time of the newest entry
 */
record ScanUnit(
    Labels stream,
    int streamIndex,
    List<StoredBlock> blocks,
    long minTimestamp,
    long maxTimestamp) {

  /** Cuts streams into units, leaving out blocks outside of {@code [start, end)}. */
  static List<ScanUnit> of(List<StreamBlocks> streams, long startNanos, long endNanos) {
    List<ScanUnit> units = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      List<StoredBlock> blocks = new ArrayList<>();
      for (StoredBlock block : streams.get(i).blocks()) {
        if (block.maxTimestamp() >= startNanos && block.minTimestamp() < endNanos) {
          blocks.add(block);
        }
      }
      blocks.sort(Comparator.comparingLong(StoredBlock::minTimestamp));
      add(units, streams.get(i).labels(), i, blocks);
    }
    return units;
  }

  private static void add(
      List<ScanUnit> units, Labels stream, int streamIndex, List<StoredBlock> blocks) {
    int from = 0;
    while (from < blocks.size()) {
      long max = blocks.get(from).maxTimestamp();
      int to = from + 1;
      while (to < blocks.size() && blocks.get(to).minTimestamp() <= max) {
        max = Math.max(max, blocks.get(to).maxTimestamp());
        to++;
      }
      units.add(
          new ScanUnit(
              stream,
              streamIndex,
              List.copyOf(blocks.subList(from, to)),
              blocks.get(from).minTimestamp(),
              max));
      from = to;
    }
  }
}
