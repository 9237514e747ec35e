package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses log queries, and the windows of lines that range aggregations work on: a selector, stages,
 * {@code unwrap}, a range and an offset in the several orders that LogQL allows.
 */
final class RangeParser {
  private final TokenStream tokens;
  private final SelectorParser selectors;
  private final StageParser stages;

  RangeParser(TokenStream tokens) {
    this.tokens = tokens;
    this.selectors = new SelectorParser(tokens);
    this.stages = new StageParser(tokens);
  }

  /** A selector and its stages. */
  LogQuery logQuery() {
    Parts parts = new Parts(selectors.selector());
    pipeline(parts, false);
    return new LogQuery(parts.matchers, parts.stages);
  }

  /** A window of lines. */
  LogRange logRange() {
    Parts parts = parts();
    if (!parts.hasRange) {
      throw tokens.unexpected();
    }
    return new LogRange(
        new LogQuery(parts.matchers, parts.stages), parts.unwrap, parts.range, parts.offset);
  }

  /** What was seen of a window so far. */
  private static final class Parts {
    private final List<LabelMatcher> matchers;
    private final List<Stage> stages = new ArrayList<>();
    private @Nullable Unwrap unwrap;
    private boolean hasRange;
    private long range;
    private long offset;

    private Parts(List<LabelMatcher> matchers) {
      this.matchers = matchers;
    }
  }

  private Parts parts() {
    if (tokens.is(TokenType.OPEN_PARENTHESIS)) {
      return parenthesised();
    }
    if (!tokens.is(TokenType.OPEN_BRACE)) {
      throw tokens.unexpected("NUMBER", "{", "(");
    }
    Parts parts = new Parts(selectors.selector());
    if (tokens.is(TokenType.RANGE)) {
      range(parts);
      pipeline(parts, true);
      return parts;
    }
    pipeline(parts, true);
    if (tokens.is(TokenType.RANGE)) {
      range(parts);
    }
    return parts;
  }

  private Parts parenthesised() {
    tokens.enter();
    tokens.take();
    boolean nested = tokens.is(TokenType.OPEN_PARENTHESIS);
    Parts parts = parts();
    // Of two pairs of parentheses the inner one already has to hold the range.
    if ((nested && !parts.hasRange) || !tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
      throw tokens.unexpected();
    }
    tokens.leave();
    if (!parts.hasRange && tokens.is(TokenType.RANGE)) {
      boolean bareSelector = parts.stages.isEmpty() && parts.unwrap == null;
      range(parts);
      if (bareSelector && tokens.is(TokenType.PIPE)) {
        tokens.take();
        parts.unwrap = unwrap();
      }
    }
    return parts;
  }

  private void range(Parts parts) {
    parts.range = tokens.expect(TokenType.RANGE).nanos();
    parts.hasRange = true;
    if (tokens.accept(TokenType.OFFSET)) {
      parts.offset = tokens.expect(TokenType.DURATION).nanos();
    }
  }

  private void pipeline(Parts parts, boolean unwrapAllowed) {
    while (true) {
      if (stages.atLineFilter()) {
        parts.stages.add(stages.lineFilter());
      } else if (tokens.is(TokenType.PIPE)) {
        tokens.take();
        if (unwrapAllowed && tokens.is(TokenType.UNWRAP)) {
          parts.unwrap = unwrap();
          return;
        }
        parts.stages.add(stages.stage());
      } else {
        return;
      }
    }
  }

  private Unwrap unwrap() {
    tokens.expect(TokenType.UNWRAP);
    Unwrap.Conversion conversion =
        switch (tokens.type()) {
          case BYTES_CONV -> Unwrap.Conversion.BYTES;
          case DURATION_CONV -> Unwrap.Conversion.DURATION;
          case DURATION_SECONDS_CONV -> Unwrap.Conversion.DURATION_SECONDS;
          case IDENTIFIER -> Unwrap.Conversion.NUMBER;
          default ->
              throw tokens.unexpected(
                  "IDENTIFIER", "BYTES_CONV", "DURATION_CONV", "DURATION_SECONDS_CONV");
        };
    String label;
    if (conversion == Unwrap.Conversion.NUMBER) {
      label = tokens.take().text();
    } else {
      tokens.take();
      tokens.expect(TokenType.OPEN_PARENTHESIS);
      label = tokens.expect(TokenType.IDENTIFIER).text();
      tokens.expect(TokenType.CLOSE_PARENTHESIS);
    }
    List<LabelFilter> filters = new ArrayList<>();
    while (tokens.accept(TokenType.PIPE)) {
      filters.add(stages.labelFilter());
    }
    return new Unwrap(label, conversion, filters);
  }
}
