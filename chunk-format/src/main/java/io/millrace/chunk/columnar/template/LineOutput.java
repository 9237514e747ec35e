package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where values and lines are put together.
 *
 * <p>Bytes are copied eight at a time, which for pieces so short is several times as fast as {@link
 * System#arraycopy}. Therefore sources and the destination have slack behind them.
 */
final class LineOutput {
  /** What may be read or written behind the end, without effect. */
  static final int SLACK = 32;

  static final int MAX_DIGITS = VariableValues.MAX_NUMBER_DIGITS;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long MAX_NUMBER = 999_999_999_999_999_999L;

  /** The four decimal digits of each number below 10,000, the first one lowest. */
  private static final int[] FOUR_DIGITS = fourDigits();

  /** The first one is such that zero has one digit. */
  private static final long[] POWERS_OF_TEN = powersOfTen();

  /** The two hexadecimal digits of each byte. */
  private static final short[] HEX_DIGITS = hexDigits();

  private final byte[] bytes;
  private final int length;

  /**
   * Room for so many bytes.
   *
   * @param length was held against a cap
   */
  LineOutput(int length) {
    this.length = length;
    this.bytes = new byte[length + SLACK];
  }

  private static int[] fourDigits() {
    int[] digits = new int[10_000];
    for (int i = 0; i < digits.length; i++) {
      int thousands = '0' + i / 1000;
      int hundreds = '0' + i / 100 % 10;
      int tens = '0' + i / 10 % 10;
      digits[i] = thousands | hundreds << 8 | tens << 16 | ('0' + i % 10) << 24;
    }
    return digits;
  }

  private static long[] powersOfTen() {
    long[] powers = new long[MAX_DIGITS + 1];
    long power = 1;
    for (int i = 1; i < powers.length; i++) {
      power *= 10;
      powers[i] = power;
    }
    return powers;
  }

  private static short[] hexDigits() {
    short[] digits = new short[256];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (short) (Character.forDigit(i >> 4, 16) | Character.forDigit(i & 15, 16) << 8);
    }
    return digits;
  }

  /** What was put, with slack behind it. */
  byte[] bytes() {
    return bytes;
  }

  /** Puts the bytes from {@code start} up to {@code end} of an array with slack. */
  int piece(byte[] source, int start, int end, int at) throws FormatException {
    int stop = at + end - start;
    if (stop > length) {
      throw tooLong();
    }
    for (int from = start, to = at; from < end; from += Long.BYTES, to += Long.BYTES) {
      LONG.set(bytes, to, (long) LONG.get(source, from));
    }
    return stop;
  }

  /**
   * Where the next line feed of an array with slack is, or -1 when there is none before the end.
   */
  static int lineFeed(byte[] source, int start, int end) {
    for (int from = start; from < end; from += Long.BYTES) {
      long found = lineFeeds((long) LONG.get(source, from));
      if (found != 0) {
        int at = from + (Long.numberOfTrailingZeros(found) >>> 3);
        return at < end ? at : -1;
      }
    }
    return -1;
  }

  /** The high bit of each byte up to the first line feed, and perhaps of others behind it. */
  private static long lineFeeds(long word) {
    long differing = word ^ LINE_FEEDS;
    return (differing - ONES) & ~differing & HIGH_BITS;
  }

  /**
   * Puts the bytes in front of the next line feed of an array with slack.
   *
   * @param end where the last line feed may be, exclusive
   * @return where they end, or -1 when there is no line feed
   */
  int upToLineFeed(byte[] source, int start, int end, int to) throws FormatException {
    int from = start;
    int at = to;
    while (from < end && at <= length) {
      long word = (long) LONG.get(source, from);
      LONG.set(bytes, at, word);
      long found = lineFeeds(word);
      if (found != 0) {
        int stop = at + (Long.numberOfTrailingZeros(found) >>> 3);
        if (stop > length) {
          throw tooLong();
        }
        return stop;
      }
      from += Long.BYTES;
      at += Long.BYTES;
    }
    if (from < end) {
      throw tooLong();
    }
    return -1;
  }

  /**
   * Puts a number in decimal.
   *
   * @param width at least so many digits, with zeros in front
   */
  int number(long value, int width, int at) throws FormatException {
    if (at > length) {
      throw tooLong();
    }
    if (value < 0 || value > MAX_NUMBER) {
      throw FormatException.damaged(at, "number " + value + " of a variable");
    }
    int own = decimalDigits(value);
    if (width != 0 && own > width) {
      throw FormatException.damaged(at, "number " + value + " of " + width + " digits");
    }
    int digits = width == 0 ? own : width;
    if (at + digits > length) {
      throw tooLong();
    }
    return digits(value, digits, at);
  }

  /** Without a branch, since lengths of numbers can't be foretold. */
  private static int decimalDigits(long value) {
    int atMost = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
    return atMost + (value >= POWERS_OF_TEN[atMost] ? 1 : 0);
  }

  private int digits(long value, int count, int at) {
    if (count <= 4) {
      INT.set(bytes, at, FOUR_DIGITS[(int) value] >>> (8 * (4 - count)));
      return at + count;
    }
    int upper = digits(value / 10_000, count - 4, at);
    INT.set(bytes, upper, FOUR_DIGITS[(int) (value % 10_000)]);
    return upper + 4;
  }

  /** Puts two hexadecimal digits for each byte of {@code source[start .. start + count)}. */
  int hex(byte[] source, int start, int count, int to) throws FormatException {
    if (to + 2 * count > length) {
      throw tooLong();
    }
    int at = to;
    for (int i = 0; i < count; i++, at += 2) {
      SHORT.set(bytes, at, HEX_DIGITS[source[start + i] & 0xFF]);
    }
    return at;
  }

  int lineFeed(int at) throws FormatException {
    if (at >= length) {
      throw tooLong();
    }
    bytes[at] = '\n';
    return at + 1;
  }

  private FormatException tooLong() {
    return FormatException.damaged(length, "lines are longer than " + length + " bytes");
  }
}
