package io.millrace.logql.stage;

import io.millrace.logql.syntax.LinePattern;
import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests a line against a pattern of literals and gaps, as Loki does it: each literal is looked for
 * once, from where the one before ended, and a gap must not be empty. The first literal may stand
 * anywhere.
 */
final class PatternMatcher {
  /** A literal, or null for a gap. */
  private final List<@Nullable LiteralSearch> parts = new ArrayList<>();

  private PatternMatcher() {}

  static PatternMatcher of(String text) throws StageException {
    PatternMatcher matcher = new PatternMatcher();
    boolean gapBefore = false;
    for (LinePattern.Part part : LinePattern.parse(text).parts()) {
      switch (part) {
        case LinePattern.Capture capture -> {
          if (capture.named()) {
            throw new StageException(
                "named captures are not allowed: found '<" + capture.name() + ">'");
          }
          if (gapBefore) {
            throw new StageException("found consecutive capture '<_><_>': invalid expression");
          }
          matcher.parts.add(null);
          gapBefore = true;
        }
        case LinePattern.Literal literal -> {
          matcher.parts.add(LiteralSearch.exact(literal.text().getBytes(StandardCharsets.UTF_8)));
          gapBefore = false;
        }
      }
    }
    return matcher;
  }

  boolean matches(byte[] buffer, int from, int to) {
    if (parts.isEmpty() || from == to) {
      return parts.isEmpty() && from == to;
    }
    int at = from;
    for (int i = 0; i < parts.size(); i++) {
      LiteralSearch literal = parts.get(i);
      if (literal == null) {
        continue;
      }
      int found = literal.find(buffer, at, to);
      if (found < 0 || (i > 0 && found == at)) {
        return false;
      }
      at = found + literal.length();
    }
    boolean endsWithGap = parts.getLast() == null;
    return endsWithGap ? at < to : at == to;
  }
}
