package io.millrace.logql.syntax;

import org.jspecify.annotations.Nullable;

/** The operators between two metric expressions. */
public enum BinaryOperator {
  OR("or", 1),
  AND("and", 2),
  UNLESS("unless", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  GREATER(">", 3),
  GREATER_OR_EQUAL(">=", 3),
  LESS("<", 3),
  LESS_OR_EQUAL("<=", 3),
  ADD("+", 4),
  SUBTRACT("-", 4),
  MULTIPLY("*", 5),
  DIVIDE("/", 5),
  MODULO("%", 5),
  POWER("^", 6);

  private final String symbol;
  private final int precedence;

  BinaryOperator(String symbol, int precedence) {
    this.symbol = symbol;
    this.precedence = precedence;
  }

  public String symbol() {
    return symbol;
  }

  int precedence() {
    return precedence;
  }

  public boolean isSet() {
    return this == OR || this == AND || this == UNLESS;
  }

  public boolean isComparison() {
    return precedence == 3;
  }

  static @Nullable BinaryOperator of(TokenType type) {
    return switch (type) {
      case OR -> OR;
      case AND -> AND;
      case UNLESS -> UNLESS;
      case CMP_EQ -> EQUAL;
      case NEQ -> NOT_EQUAL;
      case GT -> GREATER;
      case GTE -> GREATER_OR_EQUAL;
      case LT -> LESS;
      case LTE -> LESS_OR_EQUAL;
      case ADD -> ADD;
      case SUB -> SUBTRACT;
      case MUL -> MULTIPLY;
      case DIV -> DIVIDE;
      case MOD -> MODULO;
      case POW -> POWER;
      default -> null;
    };
  }

  /** The result for two numbers; comparisons give 1 or 0. Division by zero is not a number. */
  public double apply(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> right == 0 ? Double.NaN : left / right;
      case MODULO -> right == 0 ? Double.NaN : left % right;
      case POWER -> Math.pow(left, right);
      case EQUAL -> left == right ? 1 : 0;
      case NOT_EQUAL -> left != right ? 1 : 0;
      case GREATER -> left > right ? 1 : 0;
      case GREATER_OR_EQUAL -> left >= right ? 1 : 0;
      case LESS -> left < right ? 1 : 0;
      case LESS_OR_EQUAL -> left <= right ? 1 : 0;
      case OR, AND, UNLESS ->
          throw new IllegalStateException(symbol + " works on vectors, not on numbers");
    };
  }
}
