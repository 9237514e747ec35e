package io.millrace.logql.stage;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds an ASCII text whose letters may be of either case. */
final class FoldedSearch {
  private final byte[] lower;
  private final byte[] upper;
  private final int rarest;

  /** Letters that characters beyond ASCII equal when case is ignored: U+212A and U+017F. */
  private final boolean hasForeignForms;

  /**
   * A search for {@code text}.
   *
   * @param text ASCII, not empty
   */
  FoldedSearch(String text) {
    this.lower = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    this.upper = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    String ranks = " etaoinsrdlcmpufhgbvwykxjqz";
    int best = 0;
    int bestRank = -2;
    boolean foreign = false;
    for (int i = 0; i < lower.length; i++) {
      int rank = ranks.indexOf(lower[i]);
      int score = rank < 0 ? 12 : rank;
      foreign |= lower[i] == 'k' || lower[i] == 's';
      if (score > bestRank) {
        best = i;
        bestRank = score;
      }
    }
    this.rarest = best;
    this.hasForeignForms = foreign;
  }

  int length() {
    return lower.length;
  }

  boolean hasForeignForms() {
    return hasForeignForms;
  }

  /** Offset of the first occurrence, or -1. */
  int find(byte[] buffer, int from, int to) {
    byte low = lower[rarest];
    byte high = upper[rarest];
    int last = to - lower.length + rarest;
    for (int i = from + rarest; i <= last; i++) {
      byte b = buffer[i];
      if ((b == low || b == high) && matches(buffer, i - rarest)) {
        return i - rarest;
      }
    }
    return -1;
  }

  private boolean matches(byte[] buffer, int at) {
    for (int i = 0; i < lower.length; i++) {
      byte b = buffer[at + i];
      if (b != lower[i] && b != upper[i]) {
        return false;
      }
    }
    return true;
  }

  /** True when the bytes hold a first byte of one of the foreign forms. */
  static boolean mayHaveForeignForms(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == (byte) 0xC5 || buffer[i] == (byte) 0xE2) {
        return true;
      }
    }
    return false;
  }
}
