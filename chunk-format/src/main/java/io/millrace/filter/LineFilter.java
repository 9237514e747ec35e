package io.millrace.filter;

import java.util.Arrays;

/**
 * Says which literals can not be a substring of any line of a chunk.
 *
 * @param sampling which minimizers of the lines the bits hold
 * @param foreignCaseFolds whether some line holds U+017F or U+212A, which Unicode folds to s and k:
 *     a literal with s or k in any case proves nothing then if case is ignored
 */
public record LineFilter(Sampling sampling, BitFilter bits, boolean foreignCaseFolds) {
  public static final int PROBES = 2;

  /** A stored filter. */
  public static LineFilter of(Sampling sampling, byte[] bits, boolean foreignCaseFolds) {
    return new LineFilter(sampling, BitFilter.of(bits, PROBES), foreignCaseFolds);
  }

  /** The keys that a line with this literal must have; empty when nothing can be said. */
  public static long[] keysOf(byte[] literal, Sampling sampling) {
    if (literal.length < sampling.minLiteral()) {
      return new long[0];
    }
    byte[] folded = Arrays.copyOf(literal, literal.length + 8);
    Minimizers.fold(folded, literal.length);
    long[] keys = new long[literal.length];
    int count = Minimizers.of(sampling, folded, literal.length, keys);
    return Arrays.stream(keys, 0, count).distinct().toArray();
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
    for (long key : keysOf(literal, sampling)) {
      if (!bits.mayContain(key)) {
        return false;
      }
    }
    return true;
  }
}
