package io.millrace.logql.stage;

import com.google.re2j.Pattern;
import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A condition on the bytes of a line; immutable. */
sealed interface LineMatcher {
  boolean matches(byte[] buffer, int from, int to);

  /** Contains a text. */
  record Contains(String text, LiteralSearch search) implements LineMatcher {
    static Contains of(String text) {
      return new Contains(text, LiteralSearch.exact(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean matches(byte[] buffer, int from, int to) {
      return search.find(buffer, from, to) >= 0;
    }
  }

  /** Contains a match of a regular expression. */
  record Regex(Pattern pattern, RequiredText required) implements LineMatcher {
    static Regex of(String expression) {
      return new Regex(Pattern.compile(expression), RequiredText.of(expression));
    }

    @Override
    public boolean matches(byte[] buffer, int from, int to) {
      if (required.decides(buffer, from, to)) {
        return true;
      }
      if (!required.mayMatch(buffer, from, to)) {
        return false;
      }
      return RegexInput.matcher(pattern, buffer, from, to).find();
    }
  }

  /** Contains an address. */
  record Ip(IpMatcher addresses) implements LineMatcher {
    @Override
    public boolean matches(byte[] buffer, int from, int to) {
      return addresses.matchesIn(buffer, from, to);
    }
  }

  /** Fits a pattern. */
  record Shape(PatternMatcher pattern) implements LineMatcher {
    @Override
    public boolean matches(byte[] buffer, int from, int to) {
      return pattern.matches(buffer, from, to);
    }
  }

  /** Satisfies one of several. */
  record Any(List<LineMatcher> matchers) implements LineMatcher {
    public Any {
      matchers = List.copyOf(matchers);
    }

    @Override
    public boolean matches(byte[] buffer, int from, int to) {
      for (LineMatcher matcher : matchers) {
        if (matcher.matches(buffer, from, to)) {
          return true;
        }
      }
      return false;
    }
  }
}
