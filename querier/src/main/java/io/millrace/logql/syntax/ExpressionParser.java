package io.millrace.logql.syntax;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses expressions by operator precedence. */
final class ExpressionParser {
  private static final int LOWEST_PRECEDENCE = 1;

  private final TokenStream tokens;
  private final RangeParser ranges;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.ranges = new RangeParser(tokens);
  }

  Query expression() {
    return binary(LOWEST_PRECEDENCE, unary());
  }

  VariantsQuery variants() {
    tokens.take();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    List<MetricQuery> variants = new ArrayList<>();
    do {
      variants.add(metric(expression()));
    } while (tokens.accept(TokenType.COMMA));
    close();
    tokens.expect(TokenType.OF);
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    LogRange of = ranges.logRange();
    close();
    return new VariantsQuery(variants, of);
  }

  private Query binary(int lowest, Query first) {
    Query left = first;
    while (true) {
      BinaryOperator operator = BinaryOperator.of(tokens.type());
      if (operator == null || operator.precedence() < lowest) {
        return left;
      }
      tokens.take();
      boolean returnBool = tokens.accept(TokenType.BOOL);
      VectorMatching matching = matching();
      tokens.enter();
      boolean rightAssociative = operator == BinaryOperator.POWER;
      Query right =
          binary(rightAssociative ? operator.precedence() : operator.precedence() + 1, unary());
      tokens.leave();
      left = BinaryExpressions.of(operator, returnBool, matching, left, right);
    }
  }

  private VectorMatching matching() {
    boolean on = tokens.is(TokenType.ON);
    if (!on && !tokens.is(TokenType.IGNORING)) {
      return VectorMatching.DEFAULT;
    }
    tokens.take();
    List<String> labels = labels();
    VectorMatching.Cardinality cardinality = VectorMatching.Cardinality.ONE_TO_ONE;
    List<String> include = List.of();
    boolean left = tokens.is(TokenType.GROUP_LEFT);
    if (left || tokens.is(TokenType.GROUP_RIGHT)) {
      tokens.take();
      cardinality =
          left ? VectorMatching.Cardinality.MANY_TO_ONE : VectorMatching.Cardinality.ONE_TO_MANY;
      if (tokens.is(TokenType.OPEN_PARENTHESIS)) {
        return groupedMatching(on, labels, cardinality);
      }
    }
    return new VectorMatching(on, labels, cardinality, include);
  }

  /** Tells {@code group_left (label)} from {@code group_left (expression)}. */
  private VectorMatching groupedMatching(
      boolean on, List<String> labels, VectorMatching.Cardinality cardinality) {
    return new VectorMatching(on, labels, cardinality, labels());
  }

  private List<String> labels() {
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    List<String> labels = new ArrayList<>();
    if (tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
      return labels;
    }
    if (!tokens.is(TokenType.IDENTIFIER)) {
      throw tokens.unexpected("IDENTIFIER", ")");
    }
    while (true) {
      labels.add(tokens.expect(TokenType.IDENTIFIER).text());
      if (tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
        return labels;
      }
      if (!tokens.accept(TokenType.COMMA)) {
        throw tokens.unexpected(",", ")");
      }
    }
  }

  private Query unary() {
    return switch (tokens.type()) {
      case OPEN_BRACE -> ranges.logQuery();
      case OPEN_PARENTHESIS -> parenthesised();
      case NUMBER -> literal(tokens.take().text());
      case ADD, SUB -> {
        boolean negative = tokens.take().type() == TokenType.SUB;
        MetricQuery.NumberLiteral literal = literal(tokens.expect(TokenType.NUMBER).text());
        yield negative ? new MetricQuery.NumberLiteral(-literal.value()) : literal;
      }
      case RANGE_OPERATION -> rangeAggregation();
      case VECTOR_OPERATION -> vectorAggregation();
      case VECTOR -> {
        tokens.take();
        tokens.expect(TokenType.OPEN_PARENTHESIS);
        double value = literal(tokens.expect(TokenType.NUMBER).text()).value();
        close();
        yield new MetricQuery.VectorLiteral(value);
      }
      case LABEL_REPLACE -> labelReplace();
      default -> throw tokens.unexpected();
    };
  }

  private Query parenthesised() {
    tokens.enter();
    tokens.take();
    Query inner = expression();
    if (!tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
      throw tokens.unexpected();
    }
    tokens.leave();
    return inner;
  }

  private static MetricQuery.NumberLiteral literal(String text) {
    try {
      return new MetricQuery.NumberLiteral(GoFloat.parse(text));
    } catch (ValueException e) {
      throw ParseException.of("unable to parse literal as a float: " + e.getMessage());
    }
  }

  /** The operand of a function, which a log query can't be. */
  private MetricQuery metric(Query query) {
    if (query instanceof MetricQuery metric) {
      return metric;
    }
    throw tokens.unexpected();
  }

  private void close() {
    tokens.expect(TokenType.CLOSE_PARENTHESIS);
  }

  private MetricQuery rangeAggregation() {
    RangeOperation operation = RangeOperation.valueOf(tokens.peek().shown());
    tokens.take();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    String parameter = null;
    if (tokens.is(TokenType.NUMBER)) {
      parameter = tokens.take().text();
      tokens.expect(TokenType.COMMA);
    }
    LogRange range = ranges.logRange();
    close();
    Grouping grouping = groupingIfAny();
    return RangeAggregations.of(operation, parameter, range, grouping);
  }

  private @Nullable Grouping groupingIfAny() {
    if (!tokens.is(TokenType.BY) && !tokens.is(TokenType.WITHOUT)) {
      return null;
    }
    boolean without = tokens.take().type() == TokenType.WITHOUT;
    return new Grouping(without, labels());
  }

  private MetricQuery vectorAggregation() {
    tokens.enter();
    VectorOperation operation = VectorOperation.valueOf(tokens.peek().shown());
    tokens.take();
    Grouping grouping = groupingIfAny();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    String parameter = null;
    Query of;
    if (tokens.is(TokenType.NUMBER)) {
      String number = tokens.take().text();
      if (tokens.accept(TokenType.COMMA)) {
        parameter = number;
        of = expression();
      } else {
        of = binary(LOWEST_PRECEDENCE, literal(number));
      }
    } else {
      of = expression();
    }
    MetricQuery operand = metric(of);
    if (!tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
      throw tokens.unexpected();
    }
    if (grouping == null) {
      grouping = groupingIfAny();
    }
    tokens.leave();
    return VectorAggregations.of(operation, parameter, operand, grouping);
  }

  private MetricQuery labelReplace() {
    tokens.enter();
    tokens.take();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    MetricQuery of = metric(expression());
    String[] arguments = new String[4];
    for (int i = 0; i < arguments.length; i++) {
      tokens.expect(TokenType.COMMA);
      arguments[i] = tokens.expect(TokenType.STRING).text();
    }
    close();
    tokens.leave();
    try {
      Pattern pattern = Pattern.compile("^(?:" + arguments[3] + ")$");
      return new MetricQuery.LabelReplace(
          of, arguments[0], arguments[1], arguments[2], arguments[3], pattern);
    } catch (PatternSyntaxException e) {
      throw ParseException.of("invalid regex in label_replace: " + e.getMessage());
    }
  }
}
