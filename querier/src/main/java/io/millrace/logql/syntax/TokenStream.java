package io.millrace.logql.syntax;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The tokens of a query with one token of lookahead, and the errors about them. */
final class TokenStream {
  /** Deep enough for what people and dashboards write, shallow enough for any thread's stack. */
  private static final int MAX_DEPTH = 250;

  private final Lexer lexer;
  private final Problems problems = new Problems();
  private @Nullable Token current;
  private int depth;
  private int taken;
  private boolean quotesName;

  TokenStream(String text) {
    this.lexer = new Lexer(text);
  }

  Token peek() {
    Token token = current;
    if (token == null) {
      token = lexer.next();
      current = token;
    }
    return token;
  }

  TokenType type() {
    return peek().type();
  }

  Token take() {
    Token token = peek();
    current = null;
    taken++;
    return token;
  }

  /** How many tokens were taken, which is the number of the next one. */
  int taken() {
    return taken;
  }

  /** Notes the label of a matcher. */
  void noteMatched(String label) {
    quotesName |= !Printer.isPlainName(label);
  }

  /** True when a matcher's label needs quotes in the canonical text. */
  boolean quotesName() {
    return quotesName;
  }

  Problems problems() {
    return problems;
  }

  boolean is(TokenType type) {
    return peek().type() == type;
  }

  /** Takes the token if it is of the type. */
  boolean accept(TokenType type) {
    if (is(type)) {
      take();
      return true;
    }
    return false;
  }

  /** Takes a token that has to be of the type. */
  Token expect(TokenType type) {
    if (!is(type)) {
      throw unexpected(type.shown());
    }
    return take();
  }

  /** The error that the next token stands where it must not. */
  ParseException unexpected(String... expected) {
    Token token = peek();
    StringBuilder message = new StringBuilder("syntax error: unexpected ").append(token.shown());
    if (expected.length > 0) {
      StringJoiner names = new StringJoiner(" or ");
      List.of(expected).forEach(names::add);
      message.append(", expecting ").append(names);
    }
    return ParseException.at(token.line(), token.column(), message.toString());
  }

  /** Notes that parsing goes one level deeper; too many levels are an error. */
  void enter() {
    if (++depth > MAX_DEPTH) {
      Token token = peek();
      throw ParseException.at(
          token.line(),
          token.column(),
          "expression is nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  void leave() {
    depth--;
  }
}
