package io.millrace.chunk;

import io.millrace.entry.EntryBatch;

/** The lines of a block, as they are stored. */
public sealed interface BlockLines {
  /** Lines one by one. */
  record Whole(EntryBatch entries) implements BlockLines {}

  /** Templates and columns of values. */
  record Templated(TemplatedBlock block) implements BlockLines {}
}
