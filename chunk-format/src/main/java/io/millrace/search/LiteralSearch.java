package io.millrace.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Finds a literal in bytes. Two bytes of the literal, the ones that are rarest in logs, are
 * compared at eight places at once; only where both are found the whole literal is compared.
 * Immutable and safe for use by any number of threads.
 */
public final class LiteralSearch {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  /** Bytes from frequent to rare, as counted over logs of many programs; others are rarer still. */
  private static final String FREQUENT =
      " e0t1aoin2sr3-d4:c5l.6m7u8p9/h\"gf,=_by[]TEv\n)(wSkIACORDPNMLFxBU'{}GjHqzXVKWJYQZ";

  private static final byte[] RARITY = rarity();

  private final byte[] literal;
  private final boolean ignoreAsciiCase;

  /** Places of the two anchors in the literal. */
  private final int firstAnchor;

  private final int secondAnchor;
  private final long firstPattern;
  private final long secondPattern;

  /** 0x20 in each byte where the anchor is a letter and case is ignored, else zero. */
  private final long firstFold;

  private final long secondFold;

  private LiteralSearch(byte[] literal, boolean ignoreAsciiCase) {
    this.ignoreAsciiCase = ignoreAsciiCase;
    this.literal = literal;
    int first = 0;
    for (int i = 1; i < literal.length; i++) {
      if (rarityOf(i) > rarityOf(first)) {
        first = i;
      }
    }
    int second = first == 0 ? literal.length - 1 : 0;
    for (int i = 0; i < literal.length; i++) {
      if (i != first && rarityOf(i) > rarityOf(second)) {
        second = i;
      }
    }
    this.firstAnchor = first;
    this.secondAnchor = Math.max(0, second);
    this.firstPattern = pattern(firstAnchor);
    this.secondPattern = pattern(secondAnchor);
    this.firstFold = fold(firstAnchor);
    this.secondFold = fold(secondAnchor);
  }

  /** A search for exactly these bytes. */
  public static LiteralSearch exact(byte[] literal) {
    return new LiteralSearch(literal.clone(), false);
  }

  /** A search that takes A to Z as a to z, in the literal and in the text. */
  public static LiteralSearch ignoringAsciiCase(byte[] literal) {
    byte[] lower = literal.clone();
    for (int i = 0; i < lower.length; i++) {
      lower[i] = lower(lower[i]);
    }
    return new LiteralSearch(lower, true);
  }

  private static byte[] rarity() {
    byte[] rarity = new byte[256];
    Arrays.fill(rarity, (byte) FREQUENT.length());
    byte[] frequent = FREQUENT.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < frequent.length; i++) {
      rarity[frequent[i]] = (byte) i;
    }
    return rarity;
  }

  private int rarityOf(int place) {
    return RARITY[literal[place] & 0xFF];
  }

  private long pattern(int anchor) {
    return literal.length == 0 ? 0 : (literal[anchor] & 0xFF) * ONES;
  }

  private long fold(int anchor) {
    boolean letter = literal.length > 0 && literal[anchor] >= 'a' && literal[anchor] <= 'z';
    return ignoreAsciiCase && letter ? 0x20 * ONES : 0;
  }

  private static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
  }

  /** Length of the literal in bytes. */
  public int length() {
    return literal.length;
  }

  /**
   * The first place in {@code text[from .. to)} where the whole literal stands, or -1. The empty
   * literal stands everywhere.
   */
  public int find(byte[] text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length);
    int last = to - literal.length;
    if (literal.length == 0) {
      return from;
    }
    int at = from;
    int reach = Math.max(firstAnchor, secondAnchor) + 32;
    // Four words a turn, so that one branch passes 32 places; almost no turn has a candidate.
    for (; at + reach <= to; at += 32) {
      long any =
          zeros(text, at) | zeros(text, at + 8) | zeros(text, at + 16) | zeros(text, at + 24);
      if (any != 0) {
        int found = findNear(text, at, Math.min(at + 31, last));
        if (found >= 0) {
          return found;
        }
      }
    }
    for (; at <= last; at++) {
      if (matches(text, at)) {
        return at;
      }
    }
    return -1;
  }

  /** The high bit of each of eight places where both anchors stand. */
  private long zeros(byte[] text, int at) {
    long first = ((long) LONG.get(text, at + firstAnchor) | firstFold) ^ firstPattern;
    long second = ((long) LONG.get(text, at + secondAnchor) | secondFold) ^ secondPattern;
    long word = first | second;
    return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
  }

  /** The first place of the four words from {@code from} on where the literal stands, or -1. */
  private int findNear(byte[] text, int from, int last) {
    for (int at = from; at <= last; at += 8) {
      for (long zeros = zeros(text, at); zeros != 0; zeros &= zeros - 1) {
        int candidate = at + (Long.numberOfTrailingZeros(zeros) >>> 3);
        if (candidate <= last && matches(text, candidate)) {
          return candidate;
        }
      }
    }
    return -1;
  }

  /** Whether the literal stands anywhere in {@code text[from .. to)}. */
  public boolean isIn(byte[] text, int from, int to) {
    return find(text, from, to) >= 0;
  }

  private boolean matches(byte[] text, int at) {
    for (int i = 0; i < literal.length; i++) {
      byte c = text[at + i];
      if (c != literal[i] && !(ignoreAsciiCase && lower(c) == literal[i])) {
        return false;
      }
    }
    return true;
  }
}
