package io.millrace.ingester.read;

import io.millrace.entry.EntryBatch;
import io.millrace.entry.MetadataVolume;
import io.millrace.store.StoredBlock;

/** Entries that lie in memory. */
final class MemoryBlock implements StoredBlock {
  private final EntryBatch entries;
  private final long lineBytes;

  /**
   * A block of entries.
   *
   * @param entries at least one, in order of time
   */
  MemoryBlock(EntryBatch entries) {
    this.entries = entries;
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    this.lineBytes = bytes;
  }

  @Override
  public long minTimestamp() {
    return entries.timestamp(0);
  }

  @Override
  public long maxTimestamp() {
    return entries.timestamp(entries.size() - 1);
  }

  @Override
  public int entries() {
    return entries.size();
  }

  @Override
  public long lineBytes() {
    return lineBytes;
  }

  @Override
  public long metadataBytes() {
    MetadataVolume volume = new MetadataVolume();
    volume.add(entries, 0, entries.size());
    return volume.bytes();
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
    return entries;
  }
}
