package io.millrace.snappy;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decompresses one snappy block into a range whose size is known. */
final class SnappyDecoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SnappyDecoder() {}

  /** Fills exactly {@code out[outStart .. outEnd)}; the declared length must be that. */
  static void decode(
      byte[] block, int offset, int length, byte[] out, final int outStart, final int outEnd)
      throws FormatException {
    ByteCursor head = new ByteCursor(block, offset, length);
    long declared = head.uvarint("snappy length");
    if (declared != outEnd - outStart) {
      throw FormatException.mismatch(0, "snappy length", outEnd - outStart, declared);
    }
    int end = offset + length;
    int in = head.position();
    int at = outStart;
    while (in < end) {
      int tag = block[in++] & 0xFF;
      int kind = tag & 3;
      if (kind == 0) {
        int extra = (tag >>> 2) - 59;
        long size = (tag >>> 2) + 1L;
        if (extra > 0) {
          need(in, extra, end, offset);
          size = littleEndian(block, in, extra) + 1;
          in += extra;
        }
        if (size > end - in || size > outEnd - at) {
          throw corrupt(in - offset, "literal of " + size + " bytes");
        }
        copyLiteral(block, in, end, out, at, outEnd, (int) size);
        in += (int) size;
        at += (int) size;
      } else {
        int operand = kind == 3 ? 4 : kind;
        need(in, operand, end, offset);
        long back = littleEndian(block, in, operand);
        int size = (tag >>> 2) + 1;
        if (kind == 1) {
          back |= (tag & 0xE0) << 3;
          size = ((tag >>> 2) & 7) + 4;
        }
        in += operand;
        if (back == 0 || back > at - outStart || size > outEnd - at) {
          throw corrupt(in - offset, "copy of " + size + " bytes from " + back + " back");
        }
        copyBack(out, at, (int) back, size, outEnd);
        at += size;
      }
    }
    if (at != outEnd) {
      throw FormatException.mismatch(length, "snappy bytes", outEnd - outStart, at - outStart);
    }
  }

  private static void copyLiteral(
      byte[] block, int in, int end, byte[] out, int at, int outEnd, int size) {
    // Most literals of logs are short, where two unconditional words beat arraycopy's call.
    if (size <= 16 && end - in >= 16 && outEnd - at >= 16) {
      LONG.set(out, at, (long) LONG.get(block, in));
      LONG.set(out, at + 8, (long) LONG.get(block, in + 8));
    } else {
      System.arraycopy(block, in, out, at, size);
    }
  }

  private static void copyBack(byte[] out, int at, int back, int size, int outEnd) {
    int from = at - back;
    if (back >= 8 && outEnd - at >= size + 8) {
      // Words may run up to seven bytes over the copy's end; what follows overwrites them.
      for (int done = 0; done < size; done += 8) {
        LONG.set(out, at + done, (long) LONG.get(out, from + done));
      }
    } else {
      for (int i = 0; i < size; i++) {
        out[at + i] = out[from + i];
      }
    }
  }

  private static long littleEndian(byte[] buffer, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (buffer[at + i] & 0xFFL) << (8 * i);
    }
    return value;
  }

  private static void need(int in, int bytes, int end, int offset) throws FormatException {
    if (bytes > end - in) {
      throw corrupt(in - offset, "unexpected end of input");
    }
  }

  private static FormatException corrupt(int offset, String what) {
    return FormatException.damaged(offset, "snappy: " + what);
  }
}
