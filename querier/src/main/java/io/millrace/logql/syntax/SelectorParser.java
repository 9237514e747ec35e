package io.millrace.logql.syntax;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.store.LabelMatcher;
import io.millrace.template.GoRegex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses stream selectors and their matchers. */
final class SelectorParser {
  private final TokenStream tokens;

  SelectorParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** {@code { a="b", … }}. */
  List<LabelMatcher> selector() {
    tokens.expect(TokenType.OPEN_BRACE);
    List<LabelMatcher> matchers = new ArrayList<>();
    if (tokens.accept(TokenType.CLOSE_BRACE)) {
      return matchers;
    }
    if (!tokens.is(TokenType.IDENTIFIER)) {
      throw tokens.unexpected("IDENTIFIER", "}");
    }
    while (true) {
      matchers.add(matcher());
      if (tokens.accept(TokenType.CLOSE_BRACE)) {
        return matchers;
      }
      if (!tokens.accept(TokenType.COMMA)) {
        throw tokens.unexpected("}", ",");
      }
    }
  }

  private LabelMatcher matcher() {
    String label = tokens.expect(TokenType.IDENTIFIER).text();
    tokens.noteMatched(label);
    LabelMatcher.Type type = matcherType(tokens.type());
    if (type == null) {
      throw tokens.unexpected("=", "=~", "!~", "!=");
    }
    tokens.take();
    return of(label, type, tokens.expect(TokenType.STRING).text());
  }

  /** The matcher type of an operator, or null when it is not one. */
  static LabelMatcher.@Nullable Type matcherType(TokenType operator) {
    return switch (operator) {
      case EQ -> LabelMatcher.Type.EQUAL;
      case NEQ -> LabelMatcher.Type.NOT_EQUAL;
      case RE -> LabelMatcher.Type.REGEX;
      case NRE -> LabelMatcher.Type.NOT_REGEX;
      default -> null;
    };
  }

  /** A matcher; an error in its expression names the expression as the user wrote it. */
  static LabelMatcher of(String label, LabelMatcher.Type type, String value) {
    try {
      if (type == LabelMatcher.Type.REGEX || type == LabelMatcher.Type.NOT_REGEX) {
        Pattern.compile(value);
      }
      return new LabelMatcher(label, type, value);
    } catch (PatternSyntaxException e) {
      throw ParseException.of(GoRegex.problem(value, e));
    }
  }
}
