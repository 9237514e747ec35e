package io.millrace.logql.stage;

import io.millrace.units.Utf8;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The strings of JSON, and of quoted logfmt values. */
final class JsonText {
  private static final String SIMPLE = "\"\\/bfnrt";
  private static final String SIMPLE_VALUES = "\"\\/\b\f\n\r\t";

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long QUOTES = 0x0101_0101_0101_0101L * '"';
  private static final long BACKSLASHES = 0x0101_0101_0101_0101L * '\\';

  private JsonText() {}

  /**
   * The text of {@code buffer[from..to)} without escapes, or null when one is not valid.
   *
   * @param logfmt whether {@code \'} is an escape too, and half of a surrogate pair no error but
   *     U+FFFD
   */
  static @Nullable String unescape(byte[] buffer, int from, int to, boolean logfmt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; ) {
      byte b = buffer[i];
      if (b != '\\') {
        out.write(b);
        i++;
        continue;
      }
      if (i + 1 >= to) {
        return null;
      }
      char escape = (char) buffer[i + 1];
      int simple = SIMPLE.indexOf(escape);
      if (simple >= 0) {
        out.write(SIMPLE_VALUES.charAt(simple));
        i += 2;
      } else if (escape == '\'' && logfmt) {
        out.write('\'');
        i += 2;
      } else if (escape == 'u') {
        i = unicode(buffer, i, to, logfmt, out);
        if (i < 0) {
          return null;
        }
      } else {
        return null;
      }
    }
    return Utf8.decode(out.toByteArray());
  }

  /** Writes the character that an escape of four hexadecimal digits, or a pair of them, names. */
  private static int unicode(
      byte[] buffer, int at, int to, boolean acceptsHalves, ByteArrayOutputStream out) {
    int first = hex(buffer, at, to);
    if (first < 0) {
      return -1;
    }
    int next = at + 6;
    int character = first;
    if (Character.isSurrogate((char) first)) {
      int second =
          next + 1 < to && buffer[next] == '\\' && buffer[next + 1] == 'u'
              ? hex(buffer, next, to)
              : -1;
      boolean pair =
          second >= 0
              && Character.isHighSurrogate((char) first)
              && Character.isLowSurrogate((char) second);
      if (!pair && !acceptsHalves) {
        return -1;
      }
      character = pair ? Character.toCodePoint((char) first, (char) second) : '\uFFFD';
      next += pair ? 6 : 0;
    }
    out.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
    return next;
  }

  private static int hex(byte[] buffer, int at, int to) {
    if (at + 6 > to) {
      return -1;
    }
    int value = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(buffer[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = 16 * value + digit;
    }
    return value;
  }

  /**
   * Offset behind the quote that ends the string whose text begins at {@code from}, or -1. Bit 31
   * can't be used for more, so whether there are escapes is asked apart.
   */
  static int stringEnd(byte[] buffer, int from, int to) {
    int at = from;
    // Eight bytes at a time: half of the time of a query over JSON went into single ones.
    while (at + Long.BYTES <= to) {
      long word = (long) LONG_LE.get(buffer, at);
      long found = zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES);
      if (found == 0) {
        at += Long.BYTES;
        continue;
      }
      at += Long.numberOfTrailingZeros(found) >>> 3;
      if (buffer[at] == '"') {
        return at + 1;
      }
      at += 2;
    }
    for (; at < to; at++) {
      byte b = buffer[at];
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\') {
        at++;
      }
    }
    return -1;
  }

  /** The lowest set bit is the highest of the first byte that is zero; 0 when none is. */
  private static long zeroBytes(long word) {
    return (word - 0x0101_0101_0101_0101L) & ~word & 0x8080_8080_8080_8080L;
  }

  static boolean hasEscape(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\\') {
        return true;
      }
    }
    return false;
  }
}
