package io.millrace.querier.pattern;

import java.util.ArrayList;
import java.util.List;

/** Cuts lines into words and single separators; joined together they are the line again. */
final class LineTokens {
  static final String WILDCARD = "<_>";

  private static final String SEPARATORS = " \t=,;:\"'()[]{}<>|";

  private LineTokens() {}

  /** The parts of a line; the last one has all that is left when there are {@code max} of them. */
  static List<String> split(String line, int max) {
    List<String> tokens = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < line.length() && tokens.size() < max - 2; i++) {
      if (SEPARATORS.indexOf(line.charAt(i)) >= 0) {
        if (i > from) {
          tokens.add(line.substring(from, i));
        }
        tokens.add(line.substring(i, i + 1));
        from = i + 1;
      }
    }
    if (from < line.length()) {
      tokens.add(line.substring(from));
    }
    return tokens;
  }

  static boolean isWord(String token) {
    return token.length() > 1 || SEPARATORS.indexOf(token.charAt(0)) < 0;
  }

  /** Whether a word most likely differs from line to line: it has a digit. */
  static boolean isVariable(String token) {
    return token.equals(WILDCARD) || token.chars().anyMatch(c -> c >= '0' && c <= '9');
  }
}
