package io.millrace.bytes;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Immutable bytes somewhere, of which ranges can be read. Safe for use by any number of threads.
 */
public interface RangeReader {
  /** How many bytes there are. */
  long size() throws IOException;

  /**
   * The bytes from {@code offset} on.
   *
   * @return an array of exactly {@code length} bytes, which the caller may keep but not change
   * @throws IOException when they can't be read, or do not all exist
   */
  byte[] read(long offset, int length) throws IOException;

  /**
   * A hint that {@link #read} will be called with the same arguments soon. Where that takes a
   * request over a network, it may be sent now.
   */
  default void prefetch(long offset, int length) {}

  /** Ranges of an array in memory. */
  static RangeReader of(byte[] bytes) {
    return new RangeReader() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public byte[] read(long offset, int length) {
        int from = (int) Objects.checkFromIndexSize(offset, length, (long) bytes.length);
        return from == 0 && length == bytes.length
            ? bytes
            : Arrays.copyOfRange(bytes, from, from + length);
      }
    };
  }
}
