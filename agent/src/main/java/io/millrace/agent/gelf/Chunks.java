package io.millrace.agent.gelf;

import io.millrace.agent.input.BadDatagramException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts messages together that come in chunks. Not for concurrent use. */
final class Chunks {
  private static final int HEAD_BYTES = 12;
  private static final int MAX_CHUNKS = 128;
  private static final int MAX_PENDING = 1024;
  private static final long MAX_PENDING_BYTES = 16 << 20;
  private static final long TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

  /** By id, the oldest first. */
  private final Map<Long, Pending> messages = new LinkedHashMap<>();

  private final Runnable dropped;
  private long pendingBytes;

  private static final class Pending {
    final byte[] @Nullable [] pieces;
    final long sinceNanos;
    int missing;
    long bytes;

    Pending(int count, long sinceNanos) {
      this.pieces = new byte[count] @Nullable [];
      this.sinceNanos = sinceNanos;
      this.missing = count;
    }
  }

  /**
   * No messages.
   *
   * @param dropped told of each message that is given up
   */
  Chunks(Runnable dropped) {
    this.dropped = dropped;
  }

  static boolean isChunk(byte[] bytes, int offset, int length) {
    return length >= 2 && bytes[offset] == 0x1e && bytes[offset + 1] == 0x0f;
  }

  /** Takes a chunk; the whole message when it was the last that was missing, else null. */
  byte @Nullable [] add(byte[] bytes, int offset, int length, long nowNanos)
      throws BadDatagramException {
    if (length < HEAD_BYTES) {
      throw new BadDatagramException("a chunk of " + length + " bytes");
    }
    long id = ByteBuffer.wrap(bytes).getLong(offset + 2);
    int number = bytes[offset + 10] & 0xff;
    int count = bytes[offset + 11] & 0xff;
    if (count == 0 || count > MAX_CHUNKS || number >= count) {
      throw new BadDatagramException("chunk " + number + " of " + count);
    }
    expire(nowNanos);
    Pending message = messages.computeIfAbsent(id, _ -> new Pending(count, nowNanos));
    if (message.pieces.length != count) {
      throw new BadDatagramException("chunks of one message differ in their number");
    }
    if (message.pieces[number] == null) {
      message.pieces[number] = Arrays.copyOfRange(bytes, offset + HEAD_BYTES, offset + length);
      message.missing--;
      message.bytes += length;
      pendingBytes += length;
    }
    if (message.missing > 0) {
      return null;
    }
    messages.remove(id);
    pendingBytes -= message.bytes;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] piece : message.pieces) {
      if (piece != null) {
        whole.writeBytes(piece);
      }
    }
    return whole.toByteArray();
  }

  private void expire(long nowNanos) {
    Iterator<Pending> oldest = messages.values().iterator();
    while (oldest.hasNext()) {
      Pending message = oldest.next();
      boolean isOld = nowNanos - message.sinceNanos > TIMEOUT_NANOS;
      if (!isOld && messages.size() < MAX_PENDING && pendingBytes < MAX_PENDING_BYTES) {
        return;
      }
      pendingBytes -= message.bytes;
      oldest.remove();
      dropped.run();
    }
  }
}
