package io.millrace.querier.pattern;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines that look alike. Not safe for concurrent use. */
final class Cluster {
  private final String[] tokens;
  private final Map<Long, Integer> counts = new TreeMap<>();
  private long total;

  Cluster(List<String> tokens) {
    this.tokens = tokens.toArray(new String[0]);
  }

  long total() {
    return total;
  }

  /** Lines by the start of their step. */
  Map<Long, Integer> counts() {
    return counts;
  }

  /**
   * The part of the words that are the same, from 0 to 1; a wildcard is like anything, but tells
   * nothing. Negative when the separators differ.
   */
  double similarity(List<String> line) {
    int words = 0;
    int same = 0;
    for (int i = 0; i < tokens.length; i++) {
      String token = tokens[i];
      boolean equal = token.equals(line.get(i));
      if (!LineTokens.isWord(token) || !LineTokens.isWord(line.get(i))) {
        if (!equal) {
          return -1;
        }
        continue;
      }
      boolean open = token.equals(LineTokens.WILDCARD);
      if (!open) {
        words++;
        same += equal ? 1 : 0;
      }
    }
    return words == 0 ? 1 : (double) same / words;
  }

  /** Takes in a line of the same separators. */
  void add(List<String> line, long step) {
    for (int i = 0; i < tokens.length; i++) {
      if (!tokens[i].equals(line.get(i))) {
        tokens[i] = LineTokens.WILDCARD;
      }
    }
    counts.merge(step, 1, Integer::sum);
    total++;
  }

  /** The text for LogQL's {@code |>}, which knows no two wildcards in a row. */
  String pattern() {
    StringBuilder out = new StringBuilder();
    for (String token : tokens) {
      boolean repeated =
          token.equals(LineTokens.WILDCARD)
              && out.length() >= token.length()
              && out.indexOf(token, out.length() - token.length()) >= 0;
      if (!repeated) {
        out.append(token);
      }
    }
    return out.toString();
  }
}
