package io.millrace.chunk.columnar.template;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one column of variables, and what is true of all of them. Reused for the next. */
final class VariableValues {
  static final int MAX_DISTINCT = 256;

  /** Numbers of at most so many digits fit into a long and its zigzag form. */
  static final int MAX_NUMBER_DIGITS = 18;

  static final int MAX_HEX_DIGITS = 64;

  private static final int TABLE = 4 * MAX_DISTINCT;

  private final byte[] source;

  /** A mask of fewer hexadecimal digits saves less than it costs to write. */
  private static final int MIN_MASKED_DIGITS = 8;

  private int[] starts = new int[256];
  private int[] lengths = new int[256];
  private int[] entries = new int[256];
  private long[] numbers = new long[256];
  private int[] indexOf = new int[256];
  private int size;

  private boolean numeric;
  private boolean canonical;
  private boolean sameLength;
  private boolean hex;
  private byte @Nullable [] mask;

  private final int[] table = new int[TABLE];
  private final int[] distinctValues = new int[MAX_DISTINCT];
  private int distinct;
  private int distinctBytes;

  /** Values lie in {@code source}, which must not change. */
  VariableValues(byte[] source) {
    this.source = source;
  }

  void clear() {
    size = 0;
  }

  /**
   * Adds a value.
   *
   * @param entry in whose line it stands
   */
  void add(int start, int end, int entry) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
      entries = Arrays.copyOf(entries, 2 * size);
    }
    entries[size] = entry;
    starts[size] = start;
    lengths[size++] = end - start;
  }

  /** Whether all values are the same. */
  boolean isConstant() {
    int end = starts[0] + lengths[0];
    for (int i = 1; i < size; i++) {
      if (lengths[i] != lengths[0]
          || !Arrays.equals(source, starts[0], end, source, starts[i], starts[i] + lengths[i])) {
        return false;
      }
    }
    return true;
  }

  /** Finds out what is true of the values; to be called behind the last of them. */
  void examine() {
    numeric = true;
    canonical = true;
    sameLength = true;
    hex = lengths[0] > 0 && lengths[0] % 2 == 0 && lengths[0] <= MAX_HEX_DIGITS;
    if (numbers.length < size) {
      numbers = new long[starts.length];
      indexOf = new int[starts.length];
    }
    for (int i = 0; i < size; i++) {
      sameLength &= lengths[i] == lengths[0];
      if (numeric) {
        number(i, starts[i], lengths[i]);
      }
      hex = hex && sameLength && isHex(i);
    }
    numeric &= canonical || sameLength;
    mask = hex || numeric || !sameLength || lengths[0] > MAX_HEX_DIGITS ? null : findMask();
    findDistinct();
  }

  /**
   * What all values have in common if the rest are hexadecimal digits, as with UUIDs; these are
   * {@link LineTemplates#VARIABLE}, and an even number.
   */
  private byte @Nullable [] findMask() {
    int length = lengths[0];
    byte[] found = Arrays.copyOfRange(source, starts[0], starts[0] + length);
    int varying = 0;
    for (int i = 1; i < size; i++) {
      for (int at = 0; at < length; at++) {
        byte c = source[starts[i] + at];
        if (found[at] != c && found[at] != LineTemplates.VARIABLE) {
          if (!isHexDigit(found[at])) {
            return null;
          }
          found[at] = LineTemplates.VARIABLE;
          varying++;
        }
        if (found[at] == LineTemplates.VARIABLE && !isHexDigit(c)) {
          return null;
        }
      }
    }
    for (int at = 0; at < length && varying % 2 != 0; at++) {
      if (isHexDigit(found[at])) {
        found[at] = LineTemplates.VARIABLE;
        varying++;
      }
    }
    boolean isOf = varying % 2 == 0 && varying >= MIN_MASKED_DIGITS;
    return isOf && !UndividedWord.isDivided(found) ? found : null;
  }

  /** The time of each value in units of the layout; null when not all values have it. */
  long @Nullable [] times(TimeLayout layout) {
    long[] times = new long[size];
    for (int i = 0; i < size; i++) {
      times[i] = layout.units(source, starts[i], starts[i] + lengths[i]);
      if (times[i] == TimeText.NONE) {
        return null;
      }
    }
    return times;
  }

  private void number(int index, int start, int length) {
    long number = 0;
    numeric = length > 0 && length <= MAX_NUMBER_DIGITS;
    for (int at = start; numeric && at < start + length; at++) {
      int digit = source[at] - '0';
      numeric = digit >= 0 && digit <= 9;
      number = 10 * number + digit;
    }
    canonical &= length <= 1 || source[start] != '0';
    numbers[index] = number;
  }

  private boolean isHex(int index) {
    for (int at = starts[index], end = at + lengths[index]; at < end; at++) {
      if (!isHexDigit(source[at])) {
        return false;
      }
    }
    return true;
  }

  static boolean isHexDigit(byte c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private void findDistinct() {
    Arrays.fill(table, 0);
    distinct = 0;
    distinctBytes = 0;
    for (int i = 0; i < size; i++) {
      int start = starts[i];
      int end = start + lengths[i];
      int hash = 0;
      for (int at = start; at < end; at++) {
        hash = 31 * hash + source[at];
      }
      int slot = (hash * 0x9E3779B9) >>> 22;
      while (table[slot] != 0 && !isDistinct(table[slot] - 1, start, end)) {
        slot = (slot + 1) & (TABLE - 1);
      }
      if (table[slot] == 0) {
        if (distinct == MAX_DISTINCT) {
          distinct = 0;
          return;
        }
        distinctValues[distinct] = i;
        distinctBytes += lengths[i] + 1;
        table[slot] = ++distinct;
      }
      indexOf[i] = table[slot] - 1;
    }
  }

  private boolean isDistinct(int index, int start, int end) {
    int other = distinctValues[index];
    return Arrays.equals(source, starts[other], starts[other] + lengths[other], source, start, end);
  }

  int size() {
    return size;
  }

  /** The entry in whose line a value stands. */
  int entry(int index) {
    return entries[index];
  }

  byte[] source() {
    return source;
  }

  int start(int index) {
    return starts[index];
  }

  int length(int index) {
    return lengths[index];
  }

  int end(int index) {
    return starts[index] + lengths[index];
  }

  boolean areNumbers() {
    return numeric;
  }

  long number(int index) {
    return numbers[index];
  }

  /** Digits of each number when some have leading zeros, which all then have in common; else 0. */
  int numberWidth() {
    return canonical ? 0 : lengths[0];
  }

  boolean areHex() {
    return hex;
  }

  /** See {@link #findMask}; null when the values have none. */
  byte @Nullable [] mask() {
    return mask;
  }

  /** Distinct values, or zero when there are too many. */
  int distinct() {
    return distinct;
  }

  /** Bytes of the distinct values, with one more for each. */
  int distinctBytes() {
    return distinctBytes;
  }

  /** The first value that has the index. */
  int distinctValue(int index) {
    return distinctValues[index];
  }

  /** Index among the distinct values. */
  int index(int value) {
    return indexOf[value];
  }
}
