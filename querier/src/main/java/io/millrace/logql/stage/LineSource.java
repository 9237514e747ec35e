package io.millrace.logql.stage;

import io.millrace.entry.EntryBatch;

/** Lines that are put together when someone looks at one. */
interface LineSource {
  /**
   * All lines of a block.
   *
   * @throws java.io.UncheckedIOException when they are damaged
   */
  EntryBatch lines();

  /**
   * Bytes of one line, which need not be put together for that.
   *
   * @throws java.io.UncheckedIOException when the sizes are damaged
   */
  int length(int entry);
}
