package io.millrace.agent.position;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Takes marks from open files and compares them. */
public final class Marks {
  private Marks() {}

  /** The mark of the first bytes, at most {@link Mark#MAX_HEAD}. */
  public static Mark head(FileChannel channel) throws IOException {
    byte[] bytes = read(channel, 0, Mark.MAX_HEAD);
    return Mark.of(bytes, 0, bytes.length);
  }

  /** The mark of the last bytes before {@code offset}; none when the file is shorter than that. */
  public static Mark tail(FileChannel channel, long offset) throws IOException {
    int length = (int) Math.min(Mark.MAX_TAIL, offset);
    byte[] bytes = read(channel, offset - length, length);
    return bytes.length < length ? Mark.NONE : Mark.of(bytes, 0, length);
  }

  /** Whether the file begins as the mark says; a mark too short to tell counts as equal. */
  public static boolean hasHead(FileChannel channel, Mark head) throws IOException {
    if (head.length() < Mark.MIN_HEAD) {
      return true;
    }
    byte[] bytes = read(channel, 0, head.length());
    return bytes.length == head.length() && Mark.of(bytes, 0, bytes.length).equals(head);
  }

  /** Whether the bytes before {@code offset} are as the mark says; no mark counts as equal. */
  public static boolean hasTail(FileChannel channel, long offset, Mark tail) throws IOException {
    return tail.length() == 0 || tail(channel, offset).equals(tail);
  }

  private static byte[] read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
      // Read on until the end of the file or of the buffer.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
