package io.millrace.chunk.columnar;

import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The longest part of a literal that a block with templates can't hold in pieces: letters, one of
 * which at least is no hexadecimal digit.
 *
 * <p>Values of JSON and logfmt lines end at a quote or another mark. Times, UUIDs and words of
 * other lines, and what is taken out of values, have no letter in front of them or behind them.
 * Numbers have no letters, and hexadecimal columns none but a to f; a mask has its digits apart
 * from other letters (see {@link #isDivided}). So such letters stand side by side in a template, in
 * a part, in a dictionary or in a text, if a line has them. Only months are letters for which a
 * number may stand.
 */
final class UndividedWord {
  /** Shorter ones are found nearly everywhere. */
  private static final int MIN_LENGTH = 3;

  private static final Set<String> MONTHS =
      Set.of("jan", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov");

  private UndividedWord() {}

  /**
   * A search for it, or null when the literal has none.
   *
   * @param ignoreCase whether the literal matches either case
   */
  static @Nullable LiteralSearch of(byte[] literal, boolean ignoreCase) {
    byte[] word = new byte[0];
    int from = 0;
    boolean isCertain = false;
    for (int at = 0; at <= literal.length; at++) {
      if (at < literal.length && isUsable(literal[at], ignoreCase)) {
        isCertain |= !isHexLetter(literal[at]);
        continue;
      }
      if (isCertain && at - from > word.length) {
        word = Arrays.copyOfRange(literal, from, at);
      }
      from = at + 1;
      isCertain = false;
    }
    String lower = new String(word, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    if (word.length < MIN_LENGTH || MONTHS.contains(lower)) {
      return null;
    }
    return ignoreCase ? LiteralSearch.ignoringAsciiCase(word) : LiteralSearch.exact(word);
  }

  /** Letters outside of ASCII fold to k and s. */
  private static boolean isUsable(byte c, boolean ignoreCase) {
    int lower = c | 0x20;
    return isLetter(c) && !(ignoreCase && (lower == 'k' || lower == 's'));
  }

  private static boolean isLetter(byte c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  private static boolean isHexLetter(byte c) {
    return isLetter(c) && (c | 0x20) <= 'f';
  }

  /**
   * Whether a mask has digits side by side with letters that are none, so that it would hold a word
   * in pieces.
   */
  static boolean isDivided(byte[] mask) {
    boolean hasDigit = false;
    boolean hasOther = false;
    for (byte c : mask) {
      boolean isDigit = c == LineTemplates.VARIABLE;
      if (!isDigit && !isLetter(c)) {
        hasDigit = false;
        hasOther = false;
        continue;
      }
      hasDigit |= isDigit;
      hasOther |= !isDigit && !isHexLetter(c);
      if (hasDigit && hasOther) {
        return true;
      }
    }
    return false;
  }
}
