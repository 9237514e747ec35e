package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import io.millrace.units.Utf8;
import java.util.List;

/** Parses LogQL. All methods raise {@link ParseException} for a text that isn't LogQL. */
public final class Parser {
  /** A longer query is refused, in bytes. */
  public static final int MAX_QUERY_BYTES = 131_072;

  private Parser() {}

  /** A complete query, whose selectors each have a matcher that does not match everything. */
  public static Query parse(String text) {
    checkSize(text);
    return query(new TokenStream(text));
  }

  /**
   * A complete query that is to be run. Loki's frontend hands the canonical text on, in which a
   * matcher of a label such as {@code größe} reads {@code "größe"}, and refuses that.
   */
  public static Query parseToRun(String text) {
    checkSize(text);
    TokenStream tokens = new TokenStream(text);
    Query query = query(tokens);
    if (tokens.quotesName()) {
      parse(Printer.print(query));
    }
    return query;
  }

  private static Query query(TokenStream tokens) {
    Query query = new ExpressionParser(tokens).expression();
    if (!tokens.is(TokenType.END)) {
      throw tokens.unexpected();
    }
    tokens.problems().throwFirst();
    if (query instanceof LogQuery log) {
      QueryChecks.checkMatchers(log.matchers());
    }
    return query;
  }

  /** A stream selector alone; it may match everything. */
  public static List<LabelMatcher> parseMatchers(String text) {
    checkSize(text);
    TokenStream tokens = new TokenStream(text);
    List<LabelMatcher> matchers = new SelectorParser(tokens).selector();
    if (!tokens.is(TokenType.END)) {
      throw tokens.unexpected();
    }
    return matchers;
  }

  private static void checkSize(String text) {
    int size = Utf8.length(text);
    if (size >= MAX_QUERY_BYTES) {
      throw ParseException.of("input size too long (" + size + " > " + MAX_QUERY_BYTES + ")");
    }
  }
}
