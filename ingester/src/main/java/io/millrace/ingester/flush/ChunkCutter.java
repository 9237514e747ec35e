package io.millrace.ingester.flush;

import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream's entries, which are in order of time, into chunks of bounded size and span. */
final class ChunkCutter {
  private final long maxLineBytes;
  private final long maxSpanNanos;

  ChunkCutter(long maxLineBytes, long maxSpanNanos) {
    this.maxLineBytes = maxLineBytes;
    this.maxSpanNanos = maxSpanNanos;
  }

  /** The pieces, each with at least one entry. */
  List<EntryBatch> cut(EntryBatch entries) {
    List<EntryBatch> pieces = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      int length = entries.lineEnd(i) - entries.lineStart(i);
      boolean full =
          i > from
              && (bytes + length > maxLineBytes
                  || entries.timestamp(i) - entries.timestamp(from) > maxSpanNanos);
      if (full) {
        pieces.add(entries.slice(from, i));
        from = i;
        bytes = 0;
      }
      bytes += length;
    }
    if (from < entries.size()) {
      pieces.add(entries.slice(from, entries.size()));
    }
    return pieces;
  }

  /**
   * The blocks of each chunk; a single block may be larger than a chunk ought to be.
   *
   * @param blocks in order of their oldest entries
   */
  List<List<SealedBlock>> group(List<SealedBlock> blocks) {
    List<List<SealedBlock>> groups = new ArrayList<>();
    List<SealedBlock> group = new ArrayList<>();
    long bytes = 0;
    for (SealedBlock block : blocks) {
      boolean full =
          !group.isEmpty()
              && (bytes + block.lineBytes() > maxLineBytes
                  || block.maxTimestamp() - group.getFirst().minTimestamp() > maxSpanNanos);
      if (full) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(block);
      bytes += block.lineBytes();
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }
}
