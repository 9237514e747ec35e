package io.millrace.chunk.columnar;

import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The longest part of a literal that a block with templates can't hold in pieces: letters g to z.
 *
 * <p>Numbers and hexadecimal digits have none of them. Values of JSON and logfmt lines end at a
 * quote or another mark, words of other lines at what is no letter or digit, and what is taken out
 * of a word has no letters around it that belong to it. So such letters stand side by side in a
 * template, in a part, in a dictionary or in a text, if a line has them. Only months are letters
 * for which a number may stand.
 */
final class UndividedWord {
  /** Shorter ones are found nearly everywhere. */
  private static final int MIN_LENGTH = 3;

  /** Those whose letters are all undivided. */
  private static final Set<String> MONTHS = Set.of("jun", "jul", "nov");

  private UndividedWord() {}

  /**
   * A search for it, or null when the literal has none.
   *
   * @param ignoreCase whether the literal matches either case
   */
  static @Nullable LiteralSearch of(byte[] literal, boolean ignoreCase) {
    int best = 0;
    int bestLength = 0;
    int from = 0;
    for (int at = 0; at <= literal.length; at++) {
      if (at < literal.length && isUndivided(literal[at], ignoreCase)) {
        continue;
      }
      if (at - from > bestLength) {
        best = from;
        bestLength = at - from;
      }
      from = at + 1;
    }
    byte[] word = Arrays.copyOfRange(literal, best, best + bestLength);
    String lower = new String(word, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    if (bestLength < MIN_LENGTH || MONTHS.contains(lower)) {
      return null;
    }
    return ignoreCase ? LiteralSearch.ignoringAsciiCase(word) : LiteralSearch.exact(word);
  }

  /** Letters outside of ASCII fold to k and s. */
  private static boolean isUndivided(byte c, boolean ignoreCase) {
    int lower = c | 0x20;
    return lower >= 'g' && lower <= 'z' && !(ignoreCase && (lower == 'k' || lower == 's'));
  }
}
