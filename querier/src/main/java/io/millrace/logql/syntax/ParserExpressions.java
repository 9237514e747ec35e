package io.millrace.logql.syntax;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.template.GoRegex;
import java.util.HashSet;
import java.util.Set;

/** What the parser already refuses of the expressions of {@code regexp} and {@code pattern}. */
final class ParserExpressions {
  private ParserExpressions() {}

  static void checkRegexp(String expression) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      String problem = GoRegex.problem(expression, e);
      // Loki says it in its own words.
      if (e.getDescription().contains("duplicate") || problem.contains("duplicate")) {
        throw ParseException.of(
            "invalid regexp parser: duplicate extracted label name '" + duplicate(e) + "'");
      }
      throw ParseException.of("invalid regexp parser: " + problem);
    }
    if (pattern.namedGroups().isEmpty()) {
      throw ParseException.of("invalid regexp parser: at least one named capture must be supplied");
    }
  }

  private static String duplicate(PatternSyntaxException e) {
    String found = e.getPattern();
    int from = found.indexOf('<');
    int to = found.indexOf('>');
    return from >= 0 && to > from ? found.substring(from + 1, to) : found;
  }

  static void checkPattern(String expression) {
    if (expression.isEmpty()) {
      throw invalid(
          "parse error at line 1, col 1: syntax error: unexpected $end, expecting IDENTIFIER or LITERAL");
    }
    LinePattern pattern = LinePattern.parse(expression);
    Set<String> names = new HashSet<>();
    LinePattern.Capture previous = null;
    boolean anyNamed =
        pattern.parts().stream().anyMatch(p -> p instanceof LinePattern.Capture c && c.named());
    if (!anyNamed) {
      throw invalid("at least one capture is required");
    }
    for (LinePattern.Part part : pattern.parts()) {
      switch (part) {
        case LinePattern.Capture capture -> {
          if (previous != null) {
            throw invalid(
                "found consecutive capture '<"
                    + previous.name()
                    + "><"
                    + capture.name()
                    + ">': invalid expression");
          }
          previous = capture;
        }
        case LinePattern.Literal _ -> previous = null;
      }
    }
    for (LinePattern.Part part : pattern.parts()) {
      if (part instanceof LinePattern.Capture capture
          && capture.named()
          && !names.add(capture.name())) {
        throw invalid("duplicate capture name (" + capture.name() + "): invalid expression");
      }
    }
  }

  private static ParseException invalid(String problem) {
    return ParseException.of("invalid pattern parser: " + problem);
  }
}
