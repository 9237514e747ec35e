package io.millrace.store.pack;

import io.millrace.bytes.RangeReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads more than it is asked for, for someone who reads short ranges one behind the other: few
 * requests where each takes its time. Used by one thread.
 */
final class WindowReader implements RangeReader {
  private static final int WINDOW_BYTES = 1 << 22;

  private final RangeReader target;
  private final long size;
  private byte[] window = {};
  private long start;

  WindowReader(RangeReader target) throws IOException {
    this.target = target;
    this.size = target.size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long offset, int length) throws IOException {
    if (length >= WINDOW_BYTES || offset < 0 || length > size - offset) {
      return target.read(offset, length);
    }
    if (offset < start || offset + length > start + window.length) {
      window = target.read(offset, (int) Math.min(WINDOW_BYTES, size - offset));
      start = offset;
    }
    int from = (int) (offset - start);
    return Arrays.copyOfRange(window, from, from + length);
  }
}
