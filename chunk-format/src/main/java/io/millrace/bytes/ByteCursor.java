package io.millrace.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reads numbers and byte runs from a range of an array and never outside of it. Not safe for
 * concurrent use.
 */
public final class ByteCursor {
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] buffer;

  /** What an index into the buffer is off from the offset that an error shall name. */
  private final long base;

  private int position;
  private int limit;

  public ByteCursor(byte[] buffer) {
    this(buffer, 0, buffer.length);
  }

  /** Errors name offsets counted from {@code offset}. */
  public ByteCursor(byte[] buffer, int offset, int length) {
    this(buffer, offset, length, 0);
  }

  /** Errors name offsets counted from {@code offset}, plus {@code firstOffset}. */
  public ByteCursor(byte[] buffer, int offset, int length, long firstOffset) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.position = offset;
    this.limit = offset + length;
    this.base = firstOffset - offset;
  }

  public byte[] buffer() {
    return buffer;
  }

  /** Index into {@link #buffer()} of the next byte. */
  public int position() {
    return position;
  }

  /** Index into {@link #buffer()} behind the last byte that may be read. */
  public int limit() {
    return limit;
  }

  public int remaining() {
    return limit - position;
  }

  public boolean hasRemaining() {
    return position < limit;
  }

  /** The offset of the next byte as errors name it. */
  public long offset() {
    return base + position;
  }

  /** Goes back, or on, to an index that this cursor has shown before. */
  public void position(int newPosition) {
    Objects.checkIndex(newPosition, limit + 1);
    position = newPosition;
  }

  /**
   * Narrows the range to the next {@code length} bytes.
   *
   * @return the former limit, for {@link #restoreLimit}
   */
  public int narrow(int length, String what) throws FormatException {
    require(length, what);
    int former = limit;
    limit = position + length;
    return former;
  }

  /** Widens the range again, to what {@link #narrow} has returned. */
  public void restoreLimit(int formerLimit) {
    Objects.checkIndex(formerLimit, buffer.length + 1);
    limit = formerLimit;
  }

  public int u8(String what) throws FormatException {
    require(1, what);
    return buffer[position++] & 0xFF;
  }

  public int intBe(String what) throws FormatException {
    require(4, what);
    int value = (int) INT_BE.get(buffer, position);
    position += 4;
    return value;
  }

  public int intLe(String what) throws FormatException {
    require(4, what);
    int value = (int) INT_LE.get(buffer, position);
    position += 4;
    return value;
  }

  public long longBe(String what) throws FormatException {
    require(8, what);
    long value = (long) LONG_BE.get(buffer, position);
    position += 8;
    return value;
  }

  public long longLe(String what) throws FormatException {
    require(8, what);
    long value = (long) LONG_LE.get(buffer, position);
    position += 8;
    return value;
  }

  /** An unsigned varint; values from 2⁶³ on come out negative. */
  public long uvarint(String what) throws FormatException {
    if (position < limit && buffer[position] >= 0) {
      return buffer[position++];
    }
    return position <= buffer.length - Long.BYTES ? wordUvarint(what) : longUvarint(what);
  }

  /** Eight bytes at a time: times and lengths make most of a push. */
  private long wordUvarint(String what) throws FormatException {
    long word = (long) LONG_LE.get(buffer, position);
    long ends = ~word & 0x8080_8080_8080_8080L;
    int length = (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
    if (ends == 0 || length > limit - position) {
      return longUvarint(what);
    }
    position += length;
    // Everything up to the first byte without a continuation bit, squeezed to seven bits a byte.
    long bytes = word & (ends ^ (ends - 1)) & 0x7F7F_7F7F_7F7F_7F7FL;
    long pairs = (bytes & 0x7F00_7F00_7F00_7F00L) >>> 1 | (bytes & 0x007F_007F_007F_007FL);
    long quads = (pairs & 0x3FFF_0000_3FFF_0000L) >>> 2 | (pairs & 0x0000_3FFF_0000_3FFFL);
    return (quads & 0x0FFF_FFFF_0000_0000L) >>> 4 | (quads & 0x0000_0000_0FFF_FFFFL);
  }

  private long longUvarint(String what) throws FormatException {
    long value = 0;
    int at = position;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= limit) {
        throw truncated(what);
      }
      byte next = buffer[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          break;
        }
        position = at;
        return value;
      }
    }
    throw FormatException.damaged(offset(), what + ": varint of more than 64 bits");
  }

  /** A zigzag-coded signed varint. */
  public long svarint(String what) throws FormatException {
    long coded = uvarint(what);
    return (coded >>> 1) ^ -(coded & 1);
  }

  /** An unsigned varint that is a number of things and has to be at most {@code cap}. */
  public int count(String what, int cap) throws FormatException {
    long at = offset();
    long value = uvarint(what);
    if (value < 0 || value > cap) {
      throw FormatException.tooLarge(at, what, value, cap);
    }
    return (int) value;
  }

  /** An unsigned varint that is the length of bytes that follow. */
  public int length(String what) throws FormatException {
    long at = offset();
    long value = uvarint(what);
    if (value < 0 || value > remaining()) {
      throw FormatException.damaged(
          at,
          what
              + ": length "
              + Long.toUnsignedString(value)
              + " with "
              + remaining()
              + " bytes left");
    }
    return (int) value;
  }

  /** Passes over {@code length} bytes and returns the index in {@link #buffer()} of the first. */
  public int skip(int length, String what) throws FormatException {
    require(length, what);
    int start = position;
    position += length;
    return start;
  }

  public byte[] bytes(int length, String what) throws FormatException {
    require(length, what);
    byte[] copy = new byte[length];
    System.arraycopy(buffer, position, copy, 0, length);
    position += length;
    return copy;
  }

  /** A varint length and that many bytes of UTF-8; what is not UTF-8 becomes U+FFFD. */
  public String utf8(String what) throws FormatException {
    int length = length(what);
    return new String(buffer, skip(length, what), length, StandardCharsets.UTF_8);
  }

  private void require(int length, String what) throws FormatException {
    if (length < 0 || length > limit - position) {
      throw truncated(what);
    }
  }

  private FormatException truncated(String what) {
    return FormatException.damaged(
        offset(), what + ": unexpected end of input, " + remaining() + " bytes left");
  }
}
