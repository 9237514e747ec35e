package io.millrace.logql.engine;

import io.millrace.chunk.BlockLines;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryMerge;
import io.millrace.entry.EntryOutline;
import io.millrace.logql.stage.BatchFilter;
import io.millrace.store.StoredBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the entries of a unit. */
final class UnitReader {
  private UnitReader() {}

  /**
   * The entries of a unit in ascending order of time, each once. A block that can't be read costs
   * its entries, and the answer carries a warning.
   */
  static EntryBatch read(ScanUnit unit, BatchFilter filter, QueryContext context) {
    List<EntryBatch> batches = new ArrayList<>();
    for (StoredBlock block : unit.blocks()) {
      if (!filter.mayPass(block::mayContain)) {
        context.skipped();
        continue;
      }
      noteReading(block, context);
      try {
        batches.add(filter.isEmpty() ? block.read() : read(block, filter));
      } catch (IOException e) {
        warn(unit, e, context);
      }
    }
    return EntryMerge.of(batches);
  }

  /** The entries of a block; none when its templates and values tell that none passes. */
  private static EntryBatch read(StoredBlock block, BatchFilter filter) throws IOException {
    return switch (block.readLines()) {
      case BlockLines.Whole(EntryBatch entries) -> entries;
      case BlockLines.Templated(TemplatedBlock templated) ->
          mayPass(templated, filter) ? templated.entries() : EntryBatch.empty();
    };
  }

  private static boolean mayPass(TemplatedBlock block, BatchFilter filter) throws IOException {
    try {
      return filter.mayPass(
          (literal, ignoreAsciiCase) -> {
            try {
              return block.mayContain(literal, ignoreAsciiCase);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
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
