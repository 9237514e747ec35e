package io.millrace.logql.syntax;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.template.GoRegex;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses expressions by operator precedence. */
final class ExpressionParser {
  private static final int LOWEST_PRECEDENCE = 1;

  private final TokenStream tokens;
  private final RangeParser ranges;
  private final Problems problems;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.ranges = new RangeParser(tokens);
    this.problems = tokens.problems();
  }

  Query expression() {
    int start = tokens.taken();
    return binary(LOWEST_PRECEDENCE, unary(), start);
  }

  /** What is built, or something harmless in its place when that is refused. */
  private MetricQuery built(int start, Supplier<MetricQuery> expression) {
    try {
      return expression.get();
    } catch (ParseException refused) {
      problems.add(start, refused);
      return new MetricQuery.VectorLiteral(0);
    }
  }

  private VariantsQuery variants() {
    tokens.take();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    List<MetricQuery> variants = new ArrayList<>();
    do {
      variants.add(metric(expression()));
    } while (tokens.accept(TokenType.COMMA));
    close();
    tokens.expect(TokenType.OF);
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    int ofStart = tokens.taken();
    LogRange of = ranges.logRange();
    close();
    noteUselessSelector(ofStart, of);
    return new VariantsQuery(variants, of);
  }

  private Query binary(int lowest, Query first, int start) {
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
      int rightStart = tokens.taken();
      Query right =
          binary(
              rightAssociative ? operator.precedence() : operator.precedence() + 1,
              unary(),
              rightStart);
      tokens.leave();
      Query leftLeg = left;
      left =
          built(start, () -> BinaryExpressions.of(operator, returnBool, matching, leftLeg, right));
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
      case NUMBER -> {
        int start = tokens.taken();
        yield literal(start, tokens.take().text(), 1);
      }
      case ADD, SUB -> {
        int start = tokens.taken();
        int sign = tokens.take().type() == TokenType.SUB ? -1 : 1;
        yield literal(start, tokens.expect(TokenType.NUMBER).text(), sign);
      }
      case RANGE_OPERATION -> rangeAggregation();
      case VECTOR_OPERATION -> vectorAggregation();
      case VECTOR -> {
        int start = tokens.taken();
        tokens.take();
        tokens.expect(TokenType.OPEN_PARENTHESIS);
        String number = tokens.expect(TokenType.NUMBER).text();
        close();
        yield built(start, () -> new MetricQuery.VectorLiteral(number("vectorExpr", number)));
      }
      case LABEL_REPLACE -> labelReplace();
      case VARIANTS -> variants();
      default -> throw tokens.unexpected();
    };
  }

  private Query parenthesised() {
    tokens.enter();
    tokens.take();
    Query inner = expression();
    if (inner instanceof VariantsQuery || !tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
      throw tokens.unexpected();
    }
    tokens.leave();
    return inner;
  }

  private MetricQuery literal(int start, String text, int sign) {
    return built(start, () -> new MetricQuery.NumberLiteral(sign * number("literal", text)));
  }

  private static double number(String what, String text) {
    try {
      return GoFloat.parse(text);
    } catch (ValueException e) {
      throw ParseException.of("unable to parse " + what + " as a float: " + e.getMessage());
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
    int start = tokens.taken();
    RangeOperation operation = RangeOperation.valueOf(tokens.peek().shown());
    tokens.take();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    String parameter = tokens.is(TokenType.NUMBER) ? tokens.take().text() : null;
    if (parameter != null) {
      tokens.expect(TokenType.COMMA);
    }
    LogRange range = ranges.logRange();
    close();
    Grouping grouping = groupingIfAny();
    noteUselessSelector(start, range);
    return built(start, () -> RangeAggregations.of(operation, parameter, range, grouping));
  }

  private void noteUselessSelector(int start, LogRange range) {
    try {
      QueryChecks.checkMatchers(range.query().matchers());
    } catch (ParseException useless) {
      problems.add(start, useless);
    }
  }

  private void noteOperand(int start, MetricQuery operand) {
    ParseException problem = QueryChecks.ofOperand(operand);
    if (problem != null) {
      problems.add(start, problem);
    }
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
    int start = tokens.taken();
    VectorOperation operation = VectorOperation.valueOf(tokens.peek().shown());
    tokens.take();
    Grouping grouping = groupingIfAny();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    String number = null;
    int operandStart = tokens.taken();
    if (tokens.is(TokenType.NUMBER)) {
      number = tokens.take().text();
    }
    String parameter = number != null && tokens.accept(TokenType.COMMA) ? number : null;
    Query of =
        number == null || parameter != null
            ? expression()
            : binary(LOWEST_PRECEDENCE, literal(operandStart, number, 1), operandStart);
    MetricQuery operand = metric(of);
    noteOperand(operandStart, operand);
    if (!tokens.accept(TokenType.CLOSE_PARENTHESIS)) {
      throw tokens.unexpected();
    }
    Grouping by = grouping == null ? groupingIfAny() : grouping;
    tokens.leave();
    return built(start, () -> VectorAggregations.of(operation, parameter, operand, by));
  }

  private MetricQuery labelReplace() {
    tokens.enter();
    int start = tokens.taken();
    tokens.take();
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    int operandStart = tokens.taken();
    MetricQuery of = metric(expression());
    noteOperand(operandStart, of);
    String[] arguments = new String[4];
    for (int i = 0; i < arguments.length; i++) {
      tokens.expect(TokenType.COMMA);
      arguments[i] = tokens.expect(TokenType.STRING).text();
    }
    close();
    tokens.leave();
    return built(start, () -> labelReplace(of, arguments));
  }

  private static MetricQuery labelReplace(MetricQuery of, String[] arguments) {
    String regex = "^(?:" + arguments[3] + ")$";
    try {
      Pattern pattern = Pattern.compile(regex);
      return new MetricQuery.LabelReplace(
          of, arguments[0], arguments[1], arguments[2], arguments[3], pattern);
    } catch (PatternSyntaxException e) {
      throw ParseException.of("invalid regex in label_replace: " + GoRegex.problem(regex, e));
    }
  }
}
