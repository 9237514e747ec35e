package io.millrace.service.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects a request's body on the event loop.
 *
 * <p>Memory follows the bytes that have come, never the length that was announced, and the array
 * ends up exact when the announcement was true.
 */
final class BodyBuffer {
  private static final int FIRST_BYTES = 8 << 10;
  private static final byte[] NONE = {};

  private final int cap;
  private final long announced;
  private byte[] bytes = NONE;
  private int length;

  /**
   * An empty buffer.
   *
   * @param cap most bytes to take
   * @param announced Content-Length, or -1 when unknown
   */
  BodyBuffer(int cap, long announced) {
    this.cap = cap;
    this.announced = announced;
  }

  /** Copies what {@code part} holds; false, having taken nothing, when the cap would be passed. */
  boolean append(ByteBuf part) {
    int more = part.readableBytes();
    if (more > cap - length) {
      return false;
    }
    ensure(length + more);
    part.readBytes(bytes, length, more);
    length += more;
    return true;
  }

  int length() {
    return length;
  }

  /** The bytes; the array itself when it is full, so append nothing after this. */
  byte[] toByteArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void ensure(int needed) {
    if (needed <= bytes.length) {
      return;
    }
    long doubled = Math.max(FIRST_BYTES, 2L * bytes.length);
    long most = announced >= needed ? announced : cap;
    bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(doubled, most)));
  }
}
