package io.millrace.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The smallest of some neighbouring grams of five bytes each, at every place of a text. */
final class Minimizers {
  static final int GRAM = 5;

  private static final int DENSE = Sampling.DENSE.window();
  private static final int SPARSE = Sampling.SPARSE.window();

  static final long HASH = 0x9E3779B97F4A7C15L;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long GRAM_MASK = (1L << (8 * GRAM)) - 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Minimizers() {}

  /**
   * Collects the minimizers of a line, without repeats of neighbours.
   *
   * @param line has eight bytes behind {@code length}
   * @param length at least {@link Sampling#minLiteral}
   * @param keys at least as long as the line
   * @return how many there are
   */
  static int of(Sampling sampling, byte[] line, int length, long[] keys) {
    return switch (sampling) {
      case DENSE -> dense(line, length, keys);
      case SPARSE -> sparse(line, length, keys);
    };
  }

  /**
   * Whether a window has a new minimizer is as good as random, so it moves an index rather than a
   * branch: that is twice as fast.
   */
  private static int dense(byte[] line, int length, long[] keys) {
    long first = Math.min(gram(line, 0), gram(line, 1));
    long second = Math.min(gram(line, 1), gram(line, 2));
    long thirdGram = gram(line, 2);
    // Anything but the first minimizer.
    long last = ~Math.min(first, Math.min(thirdGram, gram(line, 3)));
    int count = 0;
    for (int i = DENSE - 1; i <= length - GRAM; i++) {
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

  /**
   * The smallest of twelve grams is the smallest of three minima of four. Each gram is hashed once,
   * and the minima are made in place by loops that the compiler turns into vectors: two thirds of
   * the time of hashing four grams at each place.
   */
  private static int sparse(byte[] line, int length, long[] keys) {
    int grams = length - GRAM + 1;
    for (int i = 0; i < grams; i++) {
      keys[i] = gram(line, i);
    }
    for (int i = 0; i < grams - 1; i++) {
      keys[i] = Math.min(keys[i], keys[i + 1]);
    }
    int windows = grams - DENSE + 1;
    for (int i = 0; i < windows; i++) {
      keys[i] = Math.min(keys[i], keys[i + 2]);
    }
    long last = ~Math.min(keys[0], Math.min(keys[DENSE], keys[2 * DENSE]));
    int count = 0;
    for (int i = 0; i + SPARSE - DENSE < windows; i++) {
      long min = Math.min(keys[i], Math.min(keys[i + DENSE], keys[i + 2 * DENSE]));
      // Never in front of what is still to be read: there are at most as many keys as windows.
      keys[count] = min;
      count += min != last ? 1 : 0;
      last = min;
    }
    return count;
  }

  static long gram(byte[] text, int at) {
    return ((long) LONG.get(text, at) & GRAM_MASK) * HASH;
  }

  /**
   * Folds A to Z to a to z in place; true when a foreign letter folds to an ASCII one.
   *
   * @param text has eight bytes behind {@code length}, which may be changed
   */
  static boolean fold(byte[] text, int length) {
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
}
