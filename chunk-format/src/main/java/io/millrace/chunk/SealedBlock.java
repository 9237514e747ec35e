package io.millrace.chunk;

import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;

/**
 * A block that is finished and belongs to no chunk yet: what a stream keeps in memory of entries
 * that wait for a flush. Immutable and safe for use by any number of threads.
 */
public interface SealedBlock {
  /** Time of the oldest entry, nanoseconds since 1970. */
  long minTimestamp();

  /** Time of the newest entry, nanoseconds since 1970; inclusive. */
  long maxTimestamp();

  int entries();

  /** Sum of the lengths of the lines. */
  long lineBytes();

  /** What structured metadata adds to the lines in a {@link io.millrace.entry.MetadataVolume}. */
  long metadataBytes();

  /** About what the block takes of the heap. */
  long heapBytes();

  /** The entries in ascending order of time. */
  EntryBatch read();

  /** The times of the entries alone, in ascending order. */
  long[] timestamps();

  /** Times and sizes of the entries. */
  default EntryOutline outline() {
    return EntryOutline.of(read());
  }
}
