package io.millrace.chunk.columnar;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;

/**
 * A block in memory.
 *
 * @param bytes as they will stand in a chunk; not to be changed
 * @param description for the chunk's footer, with an offset of zero
 */
@SuppressWarnings("ArrayRecordComponent")
record ColumnarBlock(byte[] bytes, ColumnarFooter.Block description) implements SealedBlock {
  private static final long OBJECTS = 256;

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
  public long heapBytes() {
    return bytes.length + OBJECTS;
  }

  private BlockInfo info() {
    return description.info();
  }

  @Override
  public EntryBatch read() {
    try {
      return BlockDecoder.ofBlock(bytes, description).entries();
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  @Override
  public long[] timestamps() {
    try {
      return BlockDecoder.ofHead(bytes, description).times();
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  @Override
  public EntryOutline outline() {
    try {
      return BlockDecoder.ofHead(bytes, description).outline();
    } catch (FormatException e) {
      throw damaged(e);
    }
  }

  /** Nothing but faulty memory changes a block that this process has just written. */
  private static IllegalStateException damaged(FormatException cause) {
    return new IllegalStateException("a block in memory is damaged: " + cause.getMessage(), cause);
  }
}
