package io.millrace.logql.syntax;

import io.millrace.logql.syntax.Stage.Extraction;
import io.millrace.logql.syntax.Stage.LabelChange;
import io.millrace.logql.syntax.Stage.LabelSelection;
import io.millrace.logql.syntax.Stage.LineOperand;
import io.millrace.logql.syntax.Stage.LineOperator;
import io.millrace.store.LabelMatcher;
import java.util.ArrayList;
import java.util.List;

/** Parses the stages of a pipeline. */
final class StageParser {
  private final TokenStream tokens;
  private final LabelFilterParser labelFilters;

  StageParser(TokenStream tokens) {
    this.tokens = tokens;
    this.labelFilters = new LabelFilterParser(tokens);
  }

  /** True when the next token begins a line filter. */
  boolean atLineFilter() {
    return switch (tokens.type()) {
      case PIPE_EXACT, PIPE_MATCH, PIPE_PATTERN, NEQ, NRE, NPA -> true;
      default -> false;
    };
  }

  Stage.LineFilter lineFilter() {
    LineOperator operator =
        switch (tokens.take().type()) {
          case PIPE_EXACT -> LineOperator.CONTAINS;
          case PIPE_MATCH -> LineOperator.MATCHES;
          case PIPE_PATTERN -> LineOperator.PATTERN;
          case NEQ -> LineOperator.NOT_CONTAINS;
          case NRE -> LineOperator.NOT_MATCHES;
          default -> LineOperator.NOT_PATTERN;
        };
    List<LineOperand> operands = new ArrayList<>();
    operands.add(operand());
    while (tokens.accept(TokenType.OR)) {
      operands.add(operand());
    }
    return new Stage.LineFilter(operator, operands);
  }

  private LineOperand operand() {
    if (tokens.is(TokenType.STRING)) {
      return new LineOperand(tokens.take().text(), false);
    }
    if (tokens.accept(TokenType.IP)) {
      tokens.expect(TokenType.OPEN_PARENTHESIS);
      String pattern = tokens.expect(TokenType.STRING).text();
      tokens.expect(TokenType.CLOSE_PARENTHESIS);
      return new LineOperand(pattern, true);
    }
    throw tokens.unexpected("STRING", "ip");
  }

  /** The stage behind a {@code |}; anything but {@code unwrap}. */
  Stage stage() {
    return switch (tokens.type()) {
      case JSON -> {
        tokens.take();
        yield new Stage.JsonParser(extractions());
      }
      case LOGFMT -> logfmt();
      case REGEXP -> {
        tokens.take();
        String expression = tokens.expect(TokenType.STRING).text();
        ParserExpressions.checkRegexp(expression);
        yield new Stage.RegexpParser(expression);
      }
      case PATTERN -> {
        tokens.take();
        String expression = tokens.expect(TokenType.STRING).text();
        ParserExpressions.checkPattern(expression);
        yield new Stage.PatternParser(expression);
      }
      case UNPACK -> {
        tokens.take();
        yield new Stage.Unpack();
      }
      case LINE_FORMAT -> {
        tokens.take();
        yield new Stage.LineFormat(tokens.expect(TokenType.STRING).text());
      }
      case DECOLORIZE -> {
        tokens.take();
        yield new Stage.Decolorize();
      }
      case LABEL_FORMAT -> {
        tokens.take();
        yield labelFormat();
      }
      case DROP -> {
        tokens.take();
        yield new Stage.Drop(selections());
      }
      case KEEP -> {
        tokens.take();
        yield new Stage.Keep(selections());
      }
      case IDENTIFIER, OPEN_PARENTHESIS -> new Stage.LabelFilterStage(labelFilters.filter());
      default -> throw tokens.unexpected();
    };
  }

  /** The condition behind a {@code |} where only conditions may stand. */
  LabelFilter labelFilter() {
    return labelFilters.filter();
  }

  private Stage.LogfmtParser logfmt() {
    tokens.take();
    boolean strict = false;
    boolean keepEmpty = false;
    while (tokens.is(TokenType.FUNCTION_FLAG)) {
      String flag = tokens.take().text();
      strict |= flag.equals("--strict");
      keepEmpty |= flag.equals("--keep-empty");
    }
    return new Stage.LogfmtParser(strict, keepEmpty, extractions());
  }

  private List<Extraction> extractions() {
    List<Extraction> extractions = new ArrayList<>();
    if (!tokens.is(TokenType.IDENTIFIER)) {
      return extractions;
    }
    do {
      String label = tokens.expect(TokenType.IDENTIFIER).text();
      String expression = label;
      if (tokens.accept(TokenType.EQ)) {
        expression = tokens.expect(TokenType.STRING).text();
      }
      extractions.add(new Extraction(label, expression));
    } while (tokens.accept(TokenType.COMMA));
    return extractions;
  }

  private Stage.LabelFormat labelFormat() {
    List<LabelChange> changes = new ArrayList<>();
    do {
      String label = tokens.expect(TokenType.IDENTIFIER).text();
      tokens.expect(TokenType.EQ);
      if (tokens.is(TokenType.IDENTIFIER)) {
        changes.add(new LabelChange(label, tokens.take().text(), null));
      } else if (tokens.is(TokenType.STRING)) {
        changes.add(new LabelChange(label, null, tokens.take().text()));
      } else {
        throw tokens.unexpected("IDENTIFIER", "STRING");
      }
    } while (tokens.accept(TokenType.COMMA));
    return new Stage.LabelFormat(changes);
  }

  private List<LabelSelection> selections() {
    List<LabelSelection> selections = new ArrayList<>();
    do {
      String label = tokens.expect(TokenType.IDENTIFIER).text();
      LabelMatcher.Type type = SelectorParser.matcherType(tokens.type());
      LabelMatcher matcher = null;
      if (type != null) {
        tokens.take();
        tokens.noteMatched(label);
        matcher = SelectorParser.of(label, type, tokens.expect(TokenType.STRING).text());
      }
      selections.add(new LabelSelection(label, matcher));
    } while (tokens.accept(TokenType.COMMA));
    return selections;
  }
}
