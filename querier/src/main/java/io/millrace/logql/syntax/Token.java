package io.millrace.logql.syntax;

import java.util.Locale;

/**
 * A token and where it begins. {@code line} is 0 where Loki says so too: for two-character
 * operators, ranges, durations, sizes and flags.
 *
 * @param text an identifier as written, a string without quotes and escapes, the text of a literal,
 *     or a function name in lower case
 * @param nanos the value of a duration or range, in nanoseconds
 * @param bytes the value of a size, unsigned
 */
record Token(TokenType type, String text, long nanos, long bytes, int line, int column) {

  static Token of(TokenType type, String text, int line, int column) {
    return new Token(type, text, 0, 0, line, column);
  }

  /** The name in messages. */
  String shown() {
    return switch (type) {
      case RANGE_OPERATION, VECTOR_OPERATION -> text.toUpperCase(Locale.ROOT);
      default -> type.shown();
    };
  }
}
