package io.millrace.chunk.columnar.template;

import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The parts of a literal that a block with templates can't hold in pieces: letters, one of which at
 * least is no hexadecimal digit.
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

  /** Each is looked for in all texts; one more seldom rules out lines that these do not. */
  private static final int MAX_WORDS = 4;

  private static final Set<String> MONTHS =
      Set.of("jan", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov");

  private UndividedWord() {}

  /**
   * Searches for them, the longest first, since it is likely to be the rarest.
   *
   * @param ignoreCase whether the literal matches either case
   */
  static List<LiteralSearch> allOf(byte[] literal, boolean ignoreCase) {
    List<LiteralSearch> words = new ArrayList<>();
    int from = 0;
    boolean isCertain = false;
    for (int at = 0; at <= literal.length; at++) {
      if (at < literal.length && isUsable(literal[at], ignoreCase)) {
        isCertain |= !isHexLetter(literal[at]);
        continue;
      }
      if (isCertain && at - from >= MIN_LENGTH) {
        byte[] word = Arrays.copyOfRange(literal, from, at);
        if (!isMonth(word)) {
          words.add(ignoreCase ? LiteralSearch.ignoringAsciiCase(word) : LiteralSearch.exact(word));
        }
      }
      from = at + 1;
      isCertain = false;
    }
    words.sort(Comparator.comparingInt(LiteralSearch::length).reversed());
    return words.subList(0, Math.min(MAX_WORDS, words.size()));
  }

  private static boolean isMonth(byte[] word) {
    return MONTHS.contains(new String(word, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
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
