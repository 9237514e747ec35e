package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;

/**
 * Parses conditions on labels. {@code and} binds tighter than {@code or}; a comma, or nothing at
 * all between two conditions, means "and" too, but takes everything to its right and clings to the
 * nearest condition on its left, as Loki's grammar has it.
 */
final class LabelFilterParser {
  private final TokenStream tokens;

  LabelFilterParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  LabelFilter filter() {
    return or();
  }

  private LabelFilter or() {
    LabelFilter left = and();
    while (tokens.is(TokenType.OR)) {
      tokens.take();
      left = new LabelFilter.Or(left, and());
    }
    return left;
  }

  private LabelFilter and() {
    LabelFilter left = term();
    while (tokens.is(TokenType.AND)) {
      tokens.take();
      left = new LabelFilter.And(left, term());
    }
    return left;
  }

  private LabelFilter term() {
    tokens.enter();
    LabelFilter term;
    if (tokens.accept(TokenType.OPEN_PARENTHESIS)) {
      term = filter();
      if (!tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
        throw tokens.unexpected();
      }
    } else if (tokens.is(TokenType.IDENTIFIER)) {
      term = condition(tokens.take().text());
    } else {
      throw tokens.unexpected("IDENTIFIER", "(");
    }
    boolean commaFollows = tokens.accept(TokenType.COMMA);
    if (commaFollows || tokens.is(TokenType.IDENTIFIER) || tokens.is(TokenType.OPEN_PARENTHESIS)) {
      term = new LabelFilter.And(term, filter());
    }
    tokens.leave();
    return term;
  }

  private LabelFilter condition(String label) {
    return switch (tokens.type()) {
      case RE, NRE -> {
        LabelMatcher.Type type =
            tokens.take().type() == TokenType.RE
                ? LabelMatcher.Type.REGEX
                : LabelMatcher.Type.NOT_REGEX;
        String expression = tokens.expect(TokenType.STRING).text();
        tokens.noteMatched(label);
        yield new LabelFilter.Matches(SelectorParser.of(label, type, expression));
      }
      case EQ, NEQ -> equality(label, tokens.take().type() == TokenType.NEQ);
      case CMP_EQ -> comparison(label, LabelFilter.Comparison.EQUAL);
      case GT -> comparison(label, LabelFilter.Comparison.GREATER);
      case GTE -> comparison(label, LabelFilter.Comparison.GREATER_OR_EQUAL);
      case LT -> comparison(label, LabelFilter.Comparison.LESS);
      case LTE -> comparison(label, LabelFilter.Comparison.LESS_OR_EQUAL);
      default -> throw tokens.unexpected();
    };
  }

  private LabelFilter equality(String label, boolean negated) {
    if (tokens.is(TokenType.STRING)) {
      tokens.noteMatched(label);
      LabelMatcher.Type type = negated ? LabelMatcher.Type.NOT_EQUAL : LabelMatcher.Type.EQUAL;
      return new LabelFilter.Matches(new LabelMatcher(label, type, tokens.take().text()));
    }
    if (tokens.accept(TokenType.IP)) {
      tokens.expect(TokenType.OPEN_PARENTHESIS);
      String pattern = tokens.expect(TokenType.STRING).text();
      tokens.expect(TokenType.CLOSE_PARENTHESIS);
      return new LabelFilter.Ip(label, negated, pattern);
    }
    return typed(label, negated ? LabelFilter.Comparison.NOT_EQUAL : LabelFilter.Comparison.EQUAL);
  }

  private LabelFilter comparison(String label, LabelFilter.Comparison comparison) {
    tokens.take();
    return typed(label, comparison);
  }

  private LabelFilter typed(String label, LabelFilter.Comparison comparison) {
    return switch (tokens.type()) {
      case DURATION -> new LabelFilter.Duration(label, comparison, tokens.take().nanos());
      case BYTES -> new LabelFilter.Size(label, comparison, tokens.take().bytes());
      case NUMBER -> new LabelFilter.Numeric(label, comparison, number(tokens.take().text()));
      case ADD -> {
        tokens.take();
        yield new LabelFilter.Numeric(
            label, comparison, number(tokens.expect(TokenType.NUMBER).text()));
      }
      case SUB -> {
        tokens.take();
        yield new LabelFilter.Numeric(
            label, comparison, -number(tokens.expect(TokenType.NUMBER).text()));
      }
      default -> throw tokens.unexpected();
    };
  }

  private static double number(String text) {
    try {
      // Go writes whole numbers with a base too, but its floats only with an exponent then.
      return switch (text.length() > 1 ? text.charAt(1) | 0x20 : ' ') {
        case 'x' -> GoFloat.parse(text.contains("p") || text.contains("P") ? text : text + "p0");
        case 'o' -> Long.parseLong(text.substring(2).replace("_", ""), 8);
        case 'b' -> Long.parseLong(text.substring(2).replace("_", ""), 2);
        default -> GoFloat.parse(text);
      };
    } catch (ValueException | NumberFormatException e) {
      throw ParseException.of("unable to parse float: " + e.getMessage());
    }
  }
}
