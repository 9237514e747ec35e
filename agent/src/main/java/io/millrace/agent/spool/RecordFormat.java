package io.millrace.agent.spool;

import io.millrace.bytes.Crc32c;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layout of segments; see the package's description. */
final class RecordFormat {
  static final int HEADER_BYTES = 16;
  static final byte[] SEGMENT_HEAD = {'M', 'R', 'S', 'P', 'O', 'O', 'L', 1};

  /** No batch is larger: lines and batches are bounded by much less. */
  private static final int MAX_BODY_BYTES = 256 << 20;

  private static final int MAGIC = 0x4D525352;
  private static final int CHECKED_BYTES = 12;
  private static final int SCAN_BYTES = 64 << 10;

  private RecordFormat() {}

  /**
   * Where a record lies.
   *
   * @param offset of its header
   * @param length of its body
   */
  record Place(long segment, long offset, int length, int checksum) {
    long end() {
      return offset + HEADER_BYTES + length;
    }
  }

  /** What a segment holds, and how many of its bytes belong to no record. */
  record Scan(List<Place> places, long damagedBytes) {}

  static ByteBuffer header(byte[] body) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(MAGIC).putInt(body.length).putInt(Crc32c.of(body, 0, body.length));
    header.putInt(Crc32c.of(header.array(), 0, CHECKED_BYTES));
    return header.flip();
  }

  /** Finds all records whose headers check. */
  static Scan scan(FileChannel channel, long segment) throws IOException {
    List<Place> places = new ArrayList<>();
    long size = channel.size();
    if (size >= SEGMENT_HEAD.length) {
      byte[] head = read(channel, 0, SEGMENT_HEAD.length);
      int last = SEGMENT_HEAD.length - 1;
      if (Arrays.equals(head, 0, last, SEGMENT_HEAD, 0, last) && head[last] > SEGMENT_HEAD[last]) {
        throw new IOException("a segment of the spool has version " + head[last] + ", not 1");
      }
    }
    long damaged = 0;
    long at = SEGMENT_HEAD.length;
    while (at < size) {
      Place place = at + HEADER_BYTES <= size ? place(channel, segment, at, size) : null;
      if (place != null) {
        places.add(place);
        at = place.end();
      } else {
        long next = nextMagic(channel, at + 1, size);
        damaged += next - at;
        at = next;
      }
    }
    return new Scan(places, damaged);
  }

  private static @Nullable Place place(FileChannel channel, long segment, long at, long size)
      throws IOException {
    byte[] bytes = read(channel, at, HEADER_BYTES);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int magic = header.getInt();
    int length = header.getInt();
    int checksum = header.getInt();
    boolean isWhole =
        magic == MAGIC
            && header.getInt() == Crc32c.of(bytes, 0, CHECKED_BYTES)
            && length >= 0
            && length <= MAX_BODY_BYTES
            && at + HEADER_BYTES + length <= size;
    return isWhole ? new Place(segment, at, length, checksum) : null;
  }

  private static long nextMagic(FileChannel channel, long from, long size) throws IOException {
    for (long at = from; at < size; at += SCAN_BYTES - Integer.BYTES) {
      ByteBuffer part = ByteBuffer.wrap(read(channel, at, (int) Math.min(SCAN_BYTES, size - at)));
      for (int i = 0; i + Integer.BYTES <= part.limit(); i++) {
        if (part.getInt(i) == MAGIC) {
          return at + i;
        }
      }
    }
    return size;
  }

  /**
   * The body of a record.
   *
   * @return null when it does not check
   */
  static byte @Nullable [] body(FileChannel channel, Place place) throws IOException {
    byte[] body = read(channel, place.offset() + HEADER_BYTES, place.length());
    return Crc32c.of(body, 0, body.length) == place.checksum() ? body : null;
  }

  private static byte[] read(FileChannel channel, long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    ByteBuffer into = ByteBuffer.wrap(bytes);
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new EOFException("a segment of the spool ends before byte " + (from + length));
      }
    }
    return bytes;
  }
}
