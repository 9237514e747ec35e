package io.millrace.chunk.columnar.template;

import io.millrace.search.LiteralSearch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The longest run of letters and digits of a literal that has a digit, as identifiers do, or has no
 * letters but a to f. Numbers and hexadecimal digits of a block stand apart from what is around
 * them in a value, so such a word is looked for in whole values; and those end at marks, except
 * where {@link #mayStraddle} says otherwise.
 */
@SuppressWarnings("ArrayRecordComponent")
record WholeWord(byte[] text, LiteralSearch search) {
  /** Shorter ones are found in too many values. */
  private static final int MIN_LENGTH = 6;

  /**
   * The word of a literal, or null when it has none.
   *
   * @param ignoreCase whether the literal matches either case
   */
  static @Nullable WholeWord of(byte[] literal, boolean ignoreCase) {
    byte[] word = new byte[0];
    int from = 0;
    for (int at = 0; at <= literal.length; at++) {
      if (at < literal.length && isUsable(literal[at], ignoreCase)) {
        continue;
      }
      if (at - from > word.length && isIdentifier(literal, from, at)) {
        word = Arrays.copyOfRange(literal, from, at);
      }
      from = at + 1;
    }
    if (word.length < MIN_LENGTH) {
      return null;
    }
    return new WholeWord(
        word, ignoreCase ? LiteralSearch.ignoringAsciiCase(word) : LiteralSearch.exact(word));
  }

  /** Letters outside of ASCII fold to k and s. */
  private static boolean isUsable(byte c, boolean ignoreCase) {
    int lower = c | 0x20;
    return Uuids.isLetterOrDigit(c) && !(ignoreCase && (lower == 'k' || lower == 's'));
  }

  private static boolean isIdentifier(byte[] literal, int from, int to) {
    boolean isHex = true;
    for (int i = from; i < to; i++) {
      if (TimeText.isDigit(literal[i])) {
        return true;
      }
      isHex &= (literal[i] | 0x20) <= 'f';
    }
    return isHex;
  }

  /**
   * Whether the word may stand partly in a value and partly in what is around it: letters or digits
   * stand side by side with a variable, as the zone behind a time does.
   *
   * @param texts holds the template at {@code [start .. end)}
   */
  boolean mayStraddle(byte[] texts, int start, int end) {
    for (int at = start; at < end; at++) {
      if (texts[at] != LineTemplates.VARIABLE) {
        continue;
      }
      if (at > start && isWordOrVariable(texts[at - 1])) {
        return true;
      }
      int run = at + 1;
      while (run < end && Uuids.isLetterOrDigit(texts[run])) {
        run++;
      }
      boolean isOpen = run > at + 1 && run < end && texts[run] == LineTemplates.VARIABLE;
      if (isOpen || endsWithStartOf(texts, at + 1, run)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWordOrVariable(byte c) {
    return c == LineTemplates.VARIABLE || Uuids.isLetterOrDigit(c);
  }

  /** Whether the last bytes of the word are the first of {@code texts[from .. to)}. */
  private boolean endsWithStartOf(byte[] texts, int from, int to) {
    for (int length = Math.min(to - from, text.length - 1); length > 0; length--) {
      boolean same = true;
      for (int i = 0; same && i < length; i++) {
        // Case does not matter here: more is found than there is.
        same = (texts[from + i] | 0x20) == (text[text.length - length + i] | 0x20);
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  /** Whether all of its bytes are digits, or letters of {@code letters} in either case. */
  boolean consistsOf(boolean[] letters) {
    for (byte c : text) {
      if (!TimeText.isDigit(c) && !letters[c | 0x20]) {
        return false;
      }
    }
    return true;
  }
}
