package io.millrace.agent.spool;

import io.millrace.bytes.Crc32c;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Remembers the first record that is not acknowledged. Not for concurrent use. */
final class AckMarker implements Closeable {
  private static final int CHECKED_BYTES = 2 * Long.BYTES;
  private static final int BYTES = CHECKED_BYTES + Integer.BYTES;

  private final FileChannel channel;
  private final long segment;
  private final long offset;

  /** Opens the marker of a directory; one that does not check says that nothing is acknowledged. */
  AckMarker(Path directory) throws IOException {
    channel =
        FileChannel.open(
            directory.resolve("acked"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    ByteBuffer read = ByteBuffer.allocate(BYTES);
    channel.read(read, 0);
    boolean isWhole =
        !read.hasRemaining()
            && read.getInt(CHECKED_BYTES) == Crc32c.of(read.array(), 0, CHECKED_BYTES);
    segment = isWhole ? read.getLong(0) : 0;
    offset = isWhole ? read.getLong(Long.BYTES) : 0;
  }

  /** The segment that was written to last, as far as it is known; 0 for none. */
  long segment() {
    return segment;
  }

  /** Whether it was known at the start that the record is acknowledged. */
  boolean covers(RecordFormat.Place place) {
    return place.segment() < segment || (place.segment() == segment && place.offset() < offset);
  }

  /** Everything before {@code nextOffset} in a segment is acknowledged. */
  void write(long inSegment, long nextOffset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(inSegment).putLong(nextOffset);
    bytes.putInt(Crc32c.of(bytes.array(), 0, CHECKED_BYTES)).flip();
    channel.write(bytes, 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
