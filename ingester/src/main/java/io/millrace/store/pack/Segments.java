package io.millrace.store.pack;

import io.millrace.bytes.RangeReader;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Bytes in memory that grow without being copied: an array that doubles would need three times the
 * memory for a moment. Not safe for concurrent use while it is written.
 */
final class Segments extends OutputStream implements RangeReader {
  private static final int SEGMENT_BYTES = 1 << 16;

  private final List<byte[]> segments = new ArrayList<>();
  private long size;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int from = offset;
    int left = length;
    while (left > 0) {
      int at = (int) (size % SEGMENT_BYTES);
      if (at == 0) {
        segments.add(new byte[SEGMENT_BYTES]);
      }
      int part = Math.min(left, SEGMENT_BYTES - at);
      System.arraycopy(bytes, from, segments.getLast(), at, part);
      size += part;
      from += part;
      left -= part;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long offset, int length) {
    Objects.checkFromIndexSize(offset, length, size);
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int at = (int) ((offset + done) % SEGMENT_BYTES);
      int part = Math.min(length - done, SEGMENT_BYTES - at);
      byte[] segment = segments.get((int) ((offset + done) / SEGMENT_BYTES));
      System.arraycopy(segment, at, bytes, done, part);
      done += part;
    }
    return bytes;
  }
}
