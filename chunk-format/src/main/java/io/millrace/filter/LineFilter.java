package io.millrace.filter;

import io.millrace.entry.EntryBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says which literals can not be a substring of any line of a chunk.
 *
 * @param bits the minimizers of all lines
 * @param foreignCaseFolds whether some line holds U+017F or U+212A, which Unicode folds to s and k:
 *     a literal with s or k in any case proves nothing then if case is ignored
 */
public record LineFilter(BitFilter bits, boolean foreignCaseFolds) {
  static final int GRAM = 5;
  static final int WINDOW = 4;
  public static final int PROBES = 2;

  /** Shorter literals hold no whole window: nothing can be said about them. */
  public static final int MIN_LITERAL = GRAM + WINDOW - 1;

  private static final long HASH = 0x9E3779B97F4A7C15L;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long GRAM_MASK = (1L << (8 * GRAM)) - 1;

  /** Two probes are each wrong in 16 of 100 cases then, which is 4 bits a key. */
  private static final double FULL = 0.42;

  /** A needle of some length has many keys, so a fuller filter still serves it. */
  private static final double FULLEST = 0.65;

  private static final int MAX_LOG2_BITS = 21;
  private static final int RECENT_LOG2 = 11;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** A stored filter. */
  public static LineFilter of(byte[] bits, boolean foreignCaseFolds) {
    return new LineFilter(BitFilter.of(bits, PROBES), foreignCaseFolds);
  }

  /**
   * The filter of all lines, or null when none of at most {@code maxBytes} would be of use.
   *
   * @param maxBytes the most bytes that the filter may take
   */
  public static @Nullable LineFilter build(EntryBatch entries, long lineBytes, int maxBytes) {
    // At most two of five bytes begin a new minimizer, and each wants four bits.
    int wanted = 64 - Long.numberOfLeadingZeros(2 * Math.max(32, lineBytes) - 1);
    BitFilter bits = new BitFilter(Math.min(wanted, MAX_LOG2_BITS), PROBES);
    boolean foreign = false;
    byte[] folded = new byte[1024];
    long[] minimizers = new long[1024];
    // Logs repeat themselves: most keys were added a moment ago, and this fits the nearest cache.
    long[] recent = new long[1 << RECENT_LOG2];
    for (int i = 0; i < entries.size(); i++) {
      int start = entries.lineStart(i);
      int length = entries.lineEnd(i) - start;
      if (length < MIN_LITERAL) {
        continue;
      }
      // Eight bytes of slack let the loop load whole words.
      if (folded.length < length + 8) {
        folded = new byte[2 * length + 8];
        minimizers = new long[2 * length];
      }
      System.arraycopy(entries.lineBytes(), start, folded, 0, length);
      foreign |= fold(folded, length);
      int count = minimizers(folded, length, minimizers);
      for (int at = 0; at < count; at++) {
        long key = minimizers[at];
        int slot = (int) ((key * HASH) >>> (64 - RECENT_LOG2));
        if (recent[slot] != key) {
          recent[slot] = key;
          bits.addTwo(key);
        }
      }
    }
    BitFilter shrunk = bits.shrink(FULL);
    while (shrunk.bits().length > maxBytes && shrunk.log2Bits() > BitFilter.MIN_LOG2_BITS) {
      shrunk = shrunk.halve();
    }
    return shrunk.bits().length > maxBytes || shrunk.fill() > FULLEST
        ? null
        : new LineFilter(shrunk, foreign);
  }

  /**
   * Collects the minimizers of a line. Whether a window has a new one is as good as random, so it
   * moves an index rather than a branch: that is twice as fast.
   *
   * @return how many there are
   */
  private static int minimizers(byte[] line, int length, long[] keys) {
    long first = Math.min(gram(line, 0), gram(line, 1));
    long second = Math.min(gram(line, 1), gram(line, 2));
    long thirdGram = gram(line, 2);
    // Anything but the first minimizer.
    long last = ~Math.min(first, Math.min(thirdGram, gram(line, 3)));
    int count = 0;
    for (int i = WINDOW - 1; i <= length - GRAM; i++) {
      long gram = gram(line, i);
      long third = Math.min(thirdGram, gram);
      long min = Math.min(first, third);
      keys[count] = min;
      count += min != last ? 1 : 0;
      last = min;
      first = second;
      second = third;
      thirdGram = gram;
    }
    return count;
  }

  private static long gram(byte[] text, int at) {
    return ((long) LONG.get(text, at) & GRAM_MASK) * HASH;
  }

  /**
   * Folds A to Z to a to z in place; true when a foreign letter folds to an ASCII one.
   *
   * @param text has eight bytes behind {@code length}, which may be changed
   */
  private static boolean fold(byte[] text, int length) {
    long beyondAscii = 0;
    for (int i = 0; i < length; i += 8) {
      long word = (long) LONG.get(text, i);
      beyondAscii |= word & HIGH_BITS;
      // The high bit of each byte that is at least 'A', and of each that is above 'Z'.
      long low = word & ~HIGH_BITS;
      long atLeastA = low + (0x80 - 'A') * ONES;
      long aboveZ = low + (0x7F - 'Z') * ONES;
      long upper = (atLeastA & ~aboveZ & ~word) & HIGH_BITS;
      LONG.set(text, i, word | upper >>> 2);
    }
    return beyondAscii != 0 && hasForeignFold(text, length);
  }

  private static boolean hasForeignFold(byte[] text, int length) {
    for (int i = 1; i < length; i++) {
      boolean longS = text[i] == (byte) 0xBF && text[i - 1] == (byte) 0xC5;
      boolean kelvin =
          text[i] == (byte) 0xAA
              && i > 1
              && text[i - 1] == (byte) 0x84
              && text[i - 2] == (byte) 0xE2;
      if (longS || kelvin) {
        return true;
      }
    }
    return false;
  }

  /** The keys that a line with this literal must have; empty when nothing can be said. */
  public static long[] keysOf(byte[] literal) {
    int windows = literal.length - MIN_LITERAL + 1;
    if (windows <= 0) {
      return new long[0];
    }
    byte[] folded = new byte[literal.length + 8];
    System.arraycopy(literal, 0, folded, 0, literal.length);
    fold(folded, literal.length);
    return IntStream.range(0, windows)
        .mapToLong(
            i ->
                Math.min(
                    Math.min(gram(folded, i), gram(folded, i + 1)),
                    Math.min(gram(folded, i + 2), gram(folded, i + 3))))
        .distinct()
        .toArray();
  }

  /** Whether the literal has a letter that a letter outside of ASCII folds to. */
  public static boolean hasForeignFolds(byte[] literal) {
    for (byte c : literal) {
      int lower = c | 0x20;
      if (lower == 'k' || lower == 's') {
        return true;
      }
    }
    return false;
  }

  /** False only when no line contains the literal. */
  public boolean mayContain(byte[] literal, boolean ignoreCase) {
    if (ignoreCase && foreignCaseFolds && hasForeignFolds(literal)) {
      return true;
    }
    for (long key : keysOf(literal)) {
      if (!bits.mayContain(key)) {
        return false;
      }
    }
    return true;
  }
}
