package io.millrace.ingester.read;

import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.store.StoredBlock;

/** A block that lies in memory compressed. */
record SealedMemoryBlock(SealedBlock block) implements StoredBlock {
  @Override
  public long minTimestamp() {
    return block.minTimestamp();
  }

  @Override
  public long maxTimestamp() {
    return block.maxTimestamp();
  }

  @Override
  public int entries() {
    return block.entries();
  }

  @Override
  public long lineBytes() {
    return block.lineBytes();
  }

  @Override
  public long metadataBytes() {
    return block.metadataBytes();
  }

  @Override
  public long storedBytes() {
    return 0;
  }

  @Override
  public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
    return true;
  }

  @Override
  public EntryBatch read() {
    return block.read();
  }

  @Override
  public long[] timestamps() {
    return block.timestamps();
  }

  @Override
  public EntryOutline outline() {
    return block.outline();
  }
}
