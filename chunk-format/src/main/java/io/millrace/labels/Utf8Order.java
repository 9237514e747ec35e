package io.millrace.labels;

import java.util.Comparator;

/**
 * The order of strings by their UTF-8 bytes, which is Go's and so Loki's. It differs from {@link
 * String#compareTo} only where a surrogate pair meets a character of U+E000…U+FFFF.
 */
public final class Utf8Order {
  public static final Comparator<String> COMPARATOR = Utf8Order::compare;

  private Utf8Order() {}

  public static int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean pairOnOneSide = Character.isSurrogate(a) != Character.isSurrogate(b);
        if (pairOnOneSide) {
          return Character.isSurrogate(a) ? 1 : -1;
        }
        return Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
