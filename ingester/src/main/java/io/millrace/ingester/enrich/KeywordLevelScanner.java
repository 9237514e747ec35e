package io.millrace.ingester.enrich;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the first level word of a free-text line. The word must stand by itself: behind the
 * start of the line, a space, a bracket, a quote or an equals sign, and before the end or one of a
 * few closing marks.
 */
final class KeywordLevelScanner {
  /** Longer words before those that they begin with. */
  private static final String[] WORDS = {
    "trace", "debug", "fatal", "critical", "error", "err", "warning", "warn", "info"
  };

  private static final String[] LEVELS = {
    "trace", "debug", "fatal", "critical", "error", "error", "warn", "warn", "info"
  };

  private static final byte[][] WORD_BYTES = new byte[WORDS.length][];
  private static final boolean[] MAY_PRECEDE = table(" \t\n[({\"=");
  private static final boolean[] MAY_FOLLOW = table(" \t\n[](){}:,!\"=");
  private static final boolean[] FIRST_LETTER = table("tdfcewiTDFCEWI");

  static {
    for (int i = 0; i < WORDS.length; i++) {
      WORD_BYTES[i] = WORDS[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private KeywordLevelScanner() {}

  private static boolean[] table(String characters) {
    boolean[] table = new boolean[256];
    for (int i = 0; i < characters.length(); i++) {
      table[characters.charAt(i)] = true;
    }
    return table;
  }

  /** The level, or null. */
  static @Nullable String find(byte[] text, int start, int end) {
    for (int at = start; at <= end - 3; at++) {
      if (!FIRST_LETTER[text[at] & 0xFF] || (at > start && !MAY_PRECEDE[text[at - 1] & 0xFF])) {
        continue;
      }
      for (int word = 0; word < WORD_BYTES.length; word++) {
        int wordEnd = at + WORD_BYTES[word].length;
        if (wordEnd <= end
            && (wordEnd == end || MAY_FOLLOW[text[wordEnd] & 0xFF])
            && AsciiCase.equalsLower(WORD_BYTES[word], text, at)) {
          return LEVELS[word];
        }
      }
    }
    return null;
  }
}
