package io.millrace.pack;

import io.millrace.bytes.RangeReader;
import java.io.IOException;

/** Counts what is read from a pack. */
final class CountingRanges implements RangeReader {
  private final RangeReader ranges;
  private int reads;
  private long bytes;

  CountingRanges(byte[] pack) {
    ranges = RangeReader.of(pack);
  }

  @Override
  public long size() throws IOException {
    return ranges.size();
  }

  @Override
  public byte[] read(long offset, int length) throws IOException {
    reads++;
    bytes += length;
    return ranges.read(offset, length);
  }

  int reads() {
    return reads;
  }

  long bytes() {
    return bytes;
  }
}
