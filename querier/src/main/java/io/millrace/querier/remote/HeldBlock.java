package io.millrace.querier.remote;

import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.store.StoredBlock;
import java.io.IOException;

/** A block that an ingester holds in memory, and has sent. */
record HeldBlock(ChunkReader chunk, int number) implements StoredBlock {
  private BlockInfo info() {
    return chunk.blocks().get(number);
  }

  @Override
  public long minTimestamp() {
    return info().minTimestamp();
  }

  @Override
  public long maxTimestamp() {
    return info().maxTimestamp();
  }

  @Override
  public int entries() {
    return info().entries();
  }

  @Override
  public long lineBytes() {
    return info().lineBytes();
  }

  @Override
  public long metadataBytes() {
    return info().metadataBytes();
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
  public EntryBatch read() throws IOException {
    return chunk.read(number);
  }

  @Override
  public long[] timestamps() throws IOException {
    return chunk.readTimestamps(number);
  }
}
