package io.millrace.chunk.loki;

import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.MetadataVolume;

/**
 * Entries as they came: Loki's blocks refer to symbols of their chunk, so they can't be written
 * before the chunk is.
 */
record UncompressedBlock(EntryBatch read, long lineBytes) implements SealedBlock {
  private static final int ENTRY_BYTES = 24;

  static UncompressedBlock of(EntryBatch entries) {
    long lineBytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      lineBytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    return new UncompressedBlock(entries, lineBytes);
  }

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
  public long metadataBytes() {
    MetadataVolume volume = new MetadataVolume();
    volume.add(read, 0, read.size());
    return volume.bytes();
  }

  @Override
  public long heapBytes() {
    return lineBytes + (long) ENTRY_BYTES * read.size();
  }

  @Override
  public long[] timestamps() {
    long[] timestamps = new long[read.size()];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = read.timestamp(i);
    }
    return timestamps;
  }
}
