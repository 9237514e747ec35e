package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads columns of variables, value by value, and appends these to the lines of a block.
 *
 * <p>Bytes are copied eight at a time, which for pieces so short is several times as fast as {@link
 * System#arraycopy}. Therefore sources and the destination have slack behind them.
 */
final class VariableReader {
  /** What may be read or written behind the end, without effect. */
  static final int SLACK = 32;

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

  private final BlockSections sections;
  private final ByteCursor head;
  private final int length;
  private final byte[] out;

  private int columns;
  private final int[] kinds;

  /** Width of numbers, digits of hexadecimal ones, or the first text of a dictionary. */
  private final int[] parameters;

  /** Where the next value lies in the section of the column's kind, and where the last one ends. */
  private final int[] positions;

  private final int[] ends;

  /** The last number of a column of kind DELTA. */
  private final long[] lasts;

  private final byte[] indices;
  private final byte[] numbers;
  private final byte[] digits;
  private final byte[] texts;
  private int indicesUsed;
  private int numbersUsed;
  private int digitsUsed;
  private int textsUsed;

  /** Where the texts of dictionaries lie in {@link #dictionary}, and how long they are. */
  private int[] dictionaryStarts = new int[64];

  private int[] dictionaryLengths = new int[64];
  private int dictionaryTexts;
  private final byte[] dictionary;

  /**
   * Reads the columns whose directory {@code head} goes on with.
   *
   * @param count columns, without the verbatim lines
   * @param length of all lines
   */
  VariableReader(BlockSections sections, ByteCursor head, int count, int length)
      throws FormatException {
    this.sections = sections;
    this.head = head;
    this.length = length;
    kinds = new int[count + 1];
    parameters = new int[count + 1];
    positions = new int[count + 1];
    ends = new int[count + 1];
    lasts = new long[count + 1];
    dictionary = Arrays.copyOf(head.buffer(), head.limit() + SLACK);
    indices = withSlack(SectionId.VARIABLE_INDICES);
    numbers = withSlack(SectionId.VARIABLE_NUMBERS);
    digits = withSlack(SectionId.VARIABLE_DIGITS);
    texts = withSlack(SectionId.VARIABLE_TEXTS);
    out = new byte[length + SLACK];
  }

  private byte[] withSlack(int id) throws FormatException {
    if (!sections.has(id)) {
      return new byte[SLACK];
    }
    byte[] bytes = sections.bytes(id);
    return Arrays.copyOf(bytes, bytes.length + SLACK);
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
    long[] powers = new long[VariableValues.MAX_NUMBER_DIGITS + 1];
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

  /** Reads where the lines without a template lie; they are column 0. */
  void openVerbatim() throws FormatException {
    openTexts();
    columns++;
  }

  /** Reads what the directory says of the next column, which has {@code rows} values. */
  void open(int rows) throws FormatException {
    int kind = head.u8("kind of variables");
    kinds[columns] = kind;
    switch (kind) {
      case VariableColumns.TEXT -> openTexts();
      case VariableColumns.DICT -> openDictionary(rows);
      case VariableColumns.NUMBER, VariableColumns.DELTA -> {
        parameters[columns] = head.count("width of numbers", VariableValues.MAX_NUMBER_DIGITS);
        int bytes = head.count("bytes of numbers", numbers.length - SLACK - numbersUsed);
        numbersUsed = claim(numbersUsed, bytes);
      }
      case VariableColumns.HEX -> {
        int each = head.count("digits of variables", VariableValues.MAX_HEX_DIGITS);
        long bytes = (long) rows * (each / 2);
        if (each == 0 || each % 2 != 0 || bytes > digits.length - SLACK - digitsUsed) {
          throw FormatException.damaged(head.offset(), "variables of " + each + " digits");
        }
        parameters[columns] = each / 2;
        digitsUsed = claim(digitsUsed, (int) bytes);
      }
      default -> throw FormatException.tooNew(head.offset(), "variables of kind " + kind);
    }
    columns++;
  }

  private void openTexts() throws FormatException {
    int bytes = head.count("bytes of variables", texts.length - SLACK - textsUsed);
    if (bytes > 0 && texts[textsUsed + bytes - 1] != '\n') {
      throw FormatException.damaged(head.offset(), "variables do not end in a line feed");
    }
    textsUsed = claim(textsUsed, bytes);
  }

  private void openDictionary(int rows) throws FormatException {
    int distinct = head.count("dictionary", VariableValues.MAX_DISTINCT);
    if (rows > indices.length - SLACK - indicesUsed) {
      throw FormatException.mismatch(
          head.offset(), "indices", rows, (long) indices.length - SLACK - indicesUsed);
    }
    for (int i = 0; i < rows; i++) {
      if ((indices[indicesUsed + i] & 0xFF) >= distinct) {
        throw FormatException.damaged(indicesUsed + i, "index behind the dictionary");
      }
    }
    parameters[columns] = dictionaryTexts;
    for (int i = 0; i < distinct; i++) {
      if (dictionaryTexts == dictionaryStarts.length) {
        dictionaryStarts = Arrays.copyOf(dictionaryStarts, 2 * dictionaryTexts);
        dictionaryLengths = Arrays.copyOf(dictionaryLengths, 2 * dictionaryTexts);
      }
      int bytes = head.length("variable");
      int start = head.skip(bytes, "variable");
      for (int at = start; at < start + bytes; at++) {
        if (dictionary[at] == '\n') {
          throw FormatException.damaged(at, "line feed in a variable");
        }
      }
      dictionaryStarts[dictionaryTexts] = start;
      dictionaryLengths[dictionaryTexts++] = bytes;
    }
    indicesUsed = claim(indicesUsed, rows);
  }

  /** Gives the column bytes of a section, and returns where those of the next one begin. */
  private int claim(int from, int bytes) {
    positions[columns] = from;
    ends[columns] = from + bytes;
    return from + bytes;
  }

  /** Appends the next value of a column at {@code at} and returns where it ends. */
  int append(int column, int at) throws FormatException {
    return switch (kinds[column]) {
      case VariableColumns.TEXT -> appendText(column, at);
      case VariableColumns.DICT -> {
        int text = parameters[column] + (indices[positions[column]++] & 0xFF);
        int start = dictionaryStarts[text];
        yield appendPiece(dictionary, start, start + dictionaryLengths[text], at);
      }
      case VariableColumns.NUMBER -> appendNumber(uvarint(column), parameters[column], at);
      case VariableColumns.DELTA -> {
        long coded = uvarint(column);
        lasts[column] += (coded >>> 1) ^ -(coded & 1);
        yield appendNumber(lasts[column], parameters[column], at);
      }
      default -> appendHex(column, at);
    };
  }

  /** Appends the bytes from {@code start} up to {@code end} of an array with slack. */
  int appendPiece(byte[] source, int start, int end, int at) throws FormatException {
    int stop = at + end - start;
    if (stop > length) {
      throw tooLong();
    }
    for (int from = start, to = at; from < end; from += Long.BYTES, to += Long.BYTES) {
      LONG.set(out, to, (long) LONG.get(source, from));
    }
    return stop;
  }

  private int appendText(int column, int start) throws FormatException {
    int from = positions[column];
    int end = ends[column];
    int at = start;
    while (from < end && at <= length) {
      long word = (long) LONG.get(texts, from);
      LONG.set(out, at, word);
      long differing = word ^ LINE_FEEDS;
      long found = (differing - ONES) & ~differing & HIGH_BITS;
      if (found != 0) {
        int bytes = Long.numberOfTrailingZeros(found) >>> 3;
        positions[column] = from + bytes + 1;
        return at + bytes;
      }
      from += Long.BYTES;
      at += Long.BYTES;
    }
    throw from < end ? tooLong() : usedUp(column);
  }

  private long uvarint(int column) throws FormatException {
    int from = positions[column];
    int end = ends[column];
    long value = 0;
    for (int shift = 0; shift < 63 && from < end; shift += 7) {
      byte next = numbers[from++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        positions[column] = from;
        return value;
      }
    }
    throw usedUp(column);
  }

  private int appendNumber(long value, int width, int at) throws FormatException {
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
    return putNumber(value, width == 0 ? own : width, at);
  }

  /** Without a branch, since lengths of numbers can't be foretold. */
  private static int decimalDigits(long value) {
    int atMost = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
    return atMost + (value >= POWERS_OF_TEN[atMost] ? 1 : 0);
  }

  private int putNumber(long value, int count, int at) {
    if (count <= 4) {
      INT.set(out, at, FOUR_DIGITS[(int) value] >>> (8 * (4 - count)));
      return at + count;
    }
    int upper = putNumber(value / 10_000, count - 4, at);
    INT.set(out, upper, FOUR_DIGITS[(int) (value % 10_000)]);
    return upper + 4;
  }

  private int appendHex(int column, int start) throws FormatException {
    int bytes = parameters[column];
    int from = positions[column];
    if (start + 2 * bytes > length) {
      throw tooLong();
    }
    int at = start;
    for (int i = 0; i < bytes; i++, at += 2) {
      SHORT.set(out, at, HEX_DIGITS[digits[from + i] & 0xFF]);
    }
    positions[column] = from + bytes;
    return at;
  }

  int endLine(int at) throws FormatException {
    if (at >= length) {
      throw tooLong();
    }
    out[at] = '\n';
    return at + 1;
  }

  private FormatException tooLong() {
    return FormatException.damaged(length, "lines are longer than " + length + " bytes");
  }

  private static FormatException usedUp(int column) {
    return FormatException.damaged(column, "too few variables in column " + column);
  }

  /** The lines, with slack behind them. */
  byte[] out() {
    return out;
  }

  /** Fails if there is more in the sections than was read. */
  void requireAllRead(ByteCursor rest) throws FormatException {
    long unread = rest.remaining();
    for (int i = 0; i < columns; i++) {
      unread += ends[i] - positions[i];
    }
    unread += indices.length - SLACK - indicesUsed;
    unread += numbers.length - SLACK - numbersUsed;
    unread += digits.length - SLACK - digitsUsed;
    unread += texts.length - SLACK - textsUsed;
    if (unread != 0) {
      throw FormatException.mismatch(rest.offset(), "bytes behind the variables", 0, unread);
    }
  }
}
