package io.millrace.filter;

import java.util.stream.IntStream;

/**
 * Says which literals can not be a substring of any line of a chunk.
 *
 * @param bits the minimizers of all lines
 * @param foreignCaseFolds whether some line holds U+017F or U+212A, which Unicode folds to s and k:
 *     a literal with s or k in any case proves nothing then if case is ignored
 */
public record LineFilter(BitFilter bits, boolean foreignCaseFolds) {
  public static final int PROBES = 2;

  /** Shorter literals hold no whole window: nothing can be said about them. */
  public static final int MIN_LITERAL = Minimizers.GRAM + Minimizers.WINDOW - 1;

  /** A stored filter. */
  public static LineFilter of(byte[] bits, boolean foreignCaseFolds) {
    return new LineFilter(BitFilter.of(bits, PROBES), foreignCaseFolds);
  }

  /** The keys that a line with this literal must have; empty when nothing can be said. */
  public static long[] keysOf(byte[] literal) {
    int windows = literal.length - MIN_LITERAL + 1;
    if (windows <= 0) {
      return new long[0];
    }
    byte[] folded = new byte[literal.length + 8];
    System.arraycopy(literal, 0, folded, 0, literal.length);
    Minimizers.fold(folded, literal.length);
    return IntStream.range(0, windows)
        .mapToLong(
            i ->
                Math.min(
                    Math.min(Minimizers.gram(folded, i), Minimizers.gram(folded, i + 1)),
                    Math.min(Minimizers.gram(folded, i + 2), Minimizers.gram(folded, i + 3))))
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
