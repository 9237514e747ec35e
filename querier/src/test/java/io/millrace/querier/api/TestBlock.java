package io.millrace.querier.api;

import io.millrace.entry.EntryBatch;
import io.millrace.store.StoredBlock;

/** Entries in memory as a block. */
record TestBlock(EntryBatch read) implements StoredBlock {
  @Override
  public long minTimestamp() {
    return read.timestamp(0);
  }

  @Override
  public long maxTimestamp() {
    return read.timestamp(read.size() - 1);
  }

  @Override
  public int entries() {
    return read.size();
  }

  @Override
  public long lineBytes() {
    return (long) read.columnEnd() - read.columnStart();
  }

  @Override
  public long storedBytes() {
    return 0;
  }

  @Override
  public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
    return true;
  }
}
