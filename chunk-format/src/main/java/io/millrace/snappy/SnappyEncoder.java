package io.millrace.snappy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses to the snappy block format with a hash table of the last place of each four bytes, in
 * fragments of 64 KiB. An instance keeps its table for the next call and is not safe for concurrent
 * use.
 */
public final class SnappyEncoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FRAGMENT = 1 << 16;
  private static final int TABLE_BITS = 14;
  private static final int HASH_FACTOR = 0x1e35a7bd;

  /** No match may begin in the last bytes of a fragment: they are read as one word. */
  private static final int MARGIN = 15;

  /** Places within the fragment, as unsigned shorts. */
  private final short[] table = new short[1 << TABLE_BITS];

  /**
   * Compresses {@code source[offset .. offset + length)}.
   *
   * @param out has room for {@link SnappyBlock#maxCompressedLength} bytes behind {@code outOffset}
   * @return bytes written
   */
  public int encode(byte[] source, int offset, int length, byte[] out, int outOffset) {
    int at = outOffset;
    int rest = length;
    while (rest >= 0x80) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    for (int done = 0; done < length; done += FRAGMENT) {
      int size = Math.min(FRAGMENT, length - done);
      at = fragment(source, offset + done, offset + done + size, out, at);
    }
    return at - outOffset;
  }

  private int fragment(byte[] source, int start, int end, byte[] out, int outAt) {
    int at = outAt;
    int literal = start;
    int last = end - MARGIN;
    if (last > start) {
      int bits = Math.clamp(32 - Integer.numberOfLeadingZeros(end - start - 1), 8, TABLE_BITS);
      int shift = 32 - bits;
      Arrays.fill(table, 0, 1 << bits, (short) 0);
      int in = start + 1;
      while (true) {
        int match = -1;
        // The longer nothing was found, the longer the steps: random bytes pass fast.
        for (int misses = 32; in < last; in += misses++ >>> 5) {
          int word = (int) INT.get(source, in);
          int slot = (word * HASH_FACTOR) >>> shift;
          int candidate = start + (table[slot] & 0xFFFF);
          table[slot] = (short) (in - start);
          if ((int) INT.get(source, candidate) == word) {
            match = candidate;
            break;
          }
        }
        if (match < 0) {
          break;
        }
        at = literal(source, literal, in - literal, out, at);
        int length = 4 + common(source, match + 4, in + 4, end);
        at = copy(in - match, length, out, at);
        in += length;
        literal = in;
        if (in >= last) {
          break;
        }
        int word = (int) INT.get(source, in - 1);
        table[(word * HASH_FACTOR) >>> shift] = (short) (in - 1 - start);
      }
    }
    return literal == end ? at : literal(source, literal, end - literal, out, at);
  }

  /** How many bytes from {@code left} on equal those from {@code right} on, up to {@code end}. */
  private static int common(byte[] source, int left, int right, int end) {
    int length = 0;
    while (right + length + 8 <= end) {
      long difference =
          (long) LONG.get(source, left + length) ^ (long) LONG.get(source, right + length);
      if (difference != 0) {
        return length + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      length += 8;
    }
    while (right + length < end && source[left + length] == source[right + length]) {
      length++;
    }
    return length;
  }

  private static int literal(byte[] source, int offset, int length, byte[] out, int outAt) {
    int at = outAt;
    int coded = length - 1;
    if (coded < 0) {
      return at;
    }
    if (coded < 60) {
      out[at++] = (byte) (coded << 2);
    } else if (coded < 1 << 8) {
      out[at++] = (byte) (60 << 2);
      out[at++] = (byte) coded;
    } else {
      out[at++] = (byte) (61 << 2);
      out[at++] = (byte) coded;
      out[at++] = (byte) (coded >>> 8);
    }
    System.arraycopy(source, offset, out, at, length);
    return at + length;
  }

  private static int copy(int back, int length, byte[] out, int outAt) {
    int at = outAt;
    int rest = length;
    // A rest below four has no short form, so a copy of 65 to 67 is split as 60 and the rest.
    while (rest > 64) {
      int part = rest >= 68 ? 64 : 60;
      at = longCopy(back, part, out, at);
      rest -= part;
    }
    if (rest >= 12 || back >= 2048) {
      return longCopy(back, rest, out, at);
    }
    out[at++] = (byte) (((back >>> 8) << 5) | ((rest - 4) << 2) | 1);
    out[at++] = (byte) back;
    return at;
  }

  private static int longCopy(int back, int length, byte[] out, int at) {
    out[at] = (byte) (((length - 1) << 2) | 2);
    out[at + 1] = (byte) back;
    out[at + 2] = (byte) (back >>> 8);
    return at + 3;
  }
}
