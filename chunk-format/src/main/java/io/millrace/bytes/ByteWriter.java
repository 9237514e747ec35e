package io.millrace.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** A growing array of bytes with the writers that the formats need. Not for concurrent use. */
public final class ByteWriter {
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] buffer;
  private int size;

  public ByteWriter() {
    this(256);
  }

  public ByteWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** Bytes that a varint of {@code value} takes: 1 to 10. */
  public static int uvarintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  public int size() {
    return size;
  }

  /** The bytes so far lie in {@code array()[0 .. size())}, until the next write. */
  public byte[] array() {
    return buffer;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** Forgets everything and keeps the memory. */
  public void clear() {
    size = 0;
  }

  /** Forgets everything from {@code newSize} on. */
  public void truncate(int newSize) {
    Objects.checkIndex(newSize, size + 1);
    size = newSize;
  }

  public ByteWriter u8(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  public ByteWriter intBe(int value) {
    reserve(4);
    INT_BE.set(buffer, size, value);
    size += 4;
    return this;
  }

  public ByteWriter intLe(int value) {
    reserve(4);
    INT_LE.set(buffer, size, value);
    size += 4;
    return this;
  }

  public ByteWriter longBe(long value) {
    reserve(8);
    LONG_BE.set(buffer, size, value);
    size += 8;
    return this;
  }

  public ByteWriter longLe(long value) {
    reserve(8);
    LONG_LE.set(buffer, size, value);
    size += 8;
    return this;
  }

  /** Replaces four bytes that were written before. */
  public void patchIntBe(int at, int value) {
    Objects.checkFromIndexSize(at, 4, size);
    INT_BE.set(buffer, at, value);
  }

  public ByteWriter uvarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** A zigzag-coded signed varint. */
  public ByteWriter svarint(long value) {
    return uvarint((value << 1) ^ (value >> 63));
  }

  public ByteWriter bytes(byte[] source) {
    return bytes(source, 0, source.length);
  }

  public ByteWriter bytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, buffer, size, length);
    size += length;
    return this;
  }

  public ByteWriter bytes(ByteWriter source) {
    return bytes(source.buffer, 0, source.size);
  }

  /** The length in bytes as a varint, then the text in UTF-8. */
  public ByteWriter utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return uvarint(encoded.length).bytes(encoded);
  }

  /** Makes room for {@code length} more bytes. */
  public void reserve(int length) {
    if (buffer.length - size < length) {
      int needed = Math.addExact(size, length);
      int doubled = (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 8);
      buffer = Arrays.copyOf(buffer, Math.max(doubled, needed));
    }
  }

  /**
   * Room for {@code length} bytes that the caller fills in {@link #array()} from {@link #size()} on
   * and then claims with {@link #advance}.
   */
  public int room(int length) {
    reserve(length);
    return size;
  }

  public void advance(int length) {
    Objects.checkFromIndexSize(size, length, buffer.length);
    size += length;
  }
}
