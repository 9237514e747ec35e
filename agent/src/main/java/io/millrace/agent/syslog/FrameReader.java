package io.millrace.agent.syslog;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** Cuts a stream into messages. The frame that was read last is valid until the next one is. */
final class FrameReader {
  private static final int BUFFER_BYTES = 8 << 10;
  private static final int FIRST_FRAME_BYTES = 512;

  /** Nine digits: what is longer than a frame may be is skipped, but not for ever. */
  private static final int MAX_COUNT_DIGITS = 9;

  /** How long the end of a line waits for a line that goes on with the message. */
  private static final int CONTINUATION_MILLIS = 250;

  private final InputStream in;
  private final int maxBytes;
  private final int idleMillis;
  private final Patience patience;
  private final byte[] buffer;
  private int position;
  private int limit;
  private byte[] frame = new byte[FIRST_FRAME_BYTES];
  private int length;
  private boolean isCut;
  private Framing framing = Framing.UNKNOWN;

  private enum Framing {
    UNKNOWN,
    OCTET_COUNTS,
    LINES
  }

  /** Says how long the next read may take, as {@link java.net.Socket#setSoTimeout} does. */
  @FunctionalInterface
  interface Patience {
    void millis(int millis) throws IOException;
  }

  /**
   * A reader at the start of a stream.
   *
   * @param maxBytes of a message; what is longer is cut
   * @param idleMillis that a read may take between messages
   */
  FrameReader(InputStream in, int maxBytes, int idleMillis, Patience patience) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.idleMillis = idleMillis;
    this.patience = patience;
    this.buffer = new byte[BUFFER_BYTES];
  }

  /** The bytes of the frame, from 0 to {@link #length}. */
  byte[] frame() {
    return frame;
  }

  int length() {
    return length;
  }

  /** Whether the message was longer than the limit, so that its end is missing. */
  boolean isCut() {
    return isCut;
  }

  /**
   * Reads the next message.
   *
   * @return false at the end of the stream
   * @throws SyslogException when the stream cannot be framed any further
   */
  boolean next() throws IOException, SyslogException {
    length = 0;
    isCut = false;
    // Senders of counted frames may put line feeds between them; blank lines are no messages.
    while (position < limit || fill(idleMillis)) {
      byte first = buffer[position];
      if (first == '\n' || first == '\r' || first == 0) {
        position++;
        continue;
      }
      if (framing == Framing.UNKNOWN) {
        framing = framing(first);
      }
      return framing == Framing.LINES ? lines() : counted();
    }
    return false;
  }

  private static Framing framing(byte first) throws SyslogException {
    if (first == '<') {
      return Framing.LINES;
    }
    if (first >= '1' && first <= '9') {
      return Framing.OCTET_COUNTS;
    }
    throw new SyslogException(
        "the stream begins with byte " + (first & 0xff) + ", not with '<' or an octet count");
  }

  private boolean counted() throws IOException, SyslogException {
    int left = count();
    while (left > 0 && (position < limit || fill(idleMillis))) {
      int piece = Math.min(left, limit - position);
      append(position, piece);
      position += piece;
      left -= piece;
    }
    return true;
  }

  private int count() throws IOException, SyslogException {
    int value = 0;
    for (int digits = 0; position < limit || fill(idleMillis); digits++) {
      byte next = buffer[position++];
      if (next == ' ' && value > 0) {
        return value;
      }
      if (next < '0' || next > '9' || digits == MAX_COUNT_DIGITS) {
        throw new SyslogException("no octet count where a message has to begin");
      }
      value = value * 10 + (next - '0');
    }
    throw new SyslogException("the stream ends in an octet count");
  }

  /** Up to a line feed that {@code <}, the end, or nothing for a while follows. */
  private boolean lines() throws IOException {
    while (position < limit || fill(idleMillis)) {
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      append(start, position - start);
      if (position < limit) {
        position++;
        if (isMessageOver()) {
          break;
        }
        append((byte) '\n');
      }
    }
    while (length > 0 && (frame[length - 1] == '\r' || frame[length - 1] == '\n')) {
      length--;
    }
    return true;
  }

  private boolean isMessageOver() throws IOException {
    try {
      return (position == limit && !fill(CONTINUATION_MILLIS)) || buffer[position] == '<';
    } catch (SocketTimeoutException ignored) {
      // Nothing goes on with it.
      return true;
    }
  }

  private boolean fill(int millis) throws IOException {
    patience.millis(millis);
    int read = in.read(buffer, 0, buffer.length);
    position = 0;
    limit = Math.max(read, 0);
    return read > 0;
  }

  private void append(byte single) {
    ensure(1);
    if (length < maxBytes) {
      frame[length++] = single;
    } else {
      isCut = true;
    }
  }

  private void append(int from, int count) {
    ensure(count);
    int kept = Math.min(count, maxBytes - length);
    System.arraycopy(buffer, from, frame, length, kept);
    length += kept;
    isCut |= kept < count;
  }

  private void ensure(int more) {
    int wanted = Math.min(maxBytes, length + more);
    if (wanted > frame.length) {
      frame = Arrays.copyOf(frame, Math.min(maxBytes, Math.max(wanted, 2 * frame.length)));
    }
  }
}
