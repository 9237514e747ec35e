package io.millrace.logql.engine;

import io.millrace.chunk.BlockLines;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryMerge;
import io.millrace.entry.EntryOutline;
import io.millrace.logql.stage.BatchFilter;
import io.millrace.store.StoredBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads the entries of a unit. */
final class UnitReader {
  private UnitReader() {}

  /**
   * The entries of a unit that may pass a filter, in ascending order of time, each once; others may
   * be among them. A block that can't be read costs its entries, and the answer carries a warning.
   *
   * @param range outside of which entries need not be read
   */
  static EntryBatch read(ScanUnit unit, BatchFilter filter, TimeRange range, QueryContext context) {
    List<EntryBatch> batches = new ArrayList<>();
    for (StoredBlock block : unit.blocks()) {
      if (!filter.mayPass(block::mayContain)) {
        context.skipped();
        continue;
      }
      noteReading(block, context);
      try {
        batches.add(read(block, filter, range));
      } catch (IOException e) {
        warn(unit, e, context);
      }
    }
    return EntryMerge.of(batches);
  }

  private static EntryBatch read(StoredBlock block, BatchFilter filter, TimeRange range)
      throws IOException {
    return switch (block.readLines()) {
      case BlockLines.Whole(EntryBatch entries) -> entries;
      case BlockLines.Templated(TemplatedBlock templated) -> {
        BitSet wanted = filter.mayPass(templated.size(), templated::mayContain);
        range.retain(wanted, templated);
        yield templated.entries(wanted);
      }
    };
  }

  /** Notes that a block is about to be read. */
  static void noteReading(StoredBlock block, QueryContext context) {
    context.reading(block.storedBytes(), block.lineBytes(), block.entries());
  }

  /** Tells that entries of a unit can't be read. */
  static void warn(ScanUnit unit, Exception cause, QueryContext context) {
    context.warn("some entries of stream " + unit.stream() + " are missing: " + cause.getMessage());
  }

  /** Asks for what {@link #read} will read. */
  static void prefetch(ScanUnit unit, BatchFilter filter) {
    for (StoredBlock block : unit.blocks()) {
      if (block.isRemote() && filter.mayPass(block::mayContain)) {
        block.prefetch();
      }
    }
  }

  /** The times of a block's entries; none, and a warning, when it can't be read. */
  static long[] times(ScanUnit unit, StoredBlock block, QueryContext context) {
    context.reading(0, 0, block.entries());
    try {
      return block.timestamps();
    } catch (IOException e) {
      warn(unit, e, context);
      return new long[0];
    }
  }

  /** Times and sizes of a block's entries; none, and a warning, when it can't be read. */
  static EntryOutline outline(ScanUnit unit, StoredBlock block, QueryContext context) {
    context.reading(0, 0, block.entries());
    try {
      return block.outline();
    } catch (IOException e) {
      warn(unit, e, context);
      return EntryOutline.of(EntryBatch.empty());
    }
  }
}
