package io.millrace.logql.syntax;

import io.millrace.units.ValueException;

/** Finds the end of Go's number literals, with the messages of Go's scanner for malformed ones. */
final class GoNumber {
  private final String text;
  private int at;
  private int base = 10;
  private char prefix;
  private boolean anyDigit;
  private boolean anySeparator;
  private char tooLarge;

  private GoNumber(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /** Offset behind the literal that begins at {@code from} with a digit or a point. */
  static int end(String text, int from) throws ValueException {
    GoNumber number = new GoNumber(text, from);
    number.scan();
    if (number.anySeparator && separatesNoDigits(text.substring(from, number.at))) {
      throw new ValueException("'_' must separate successive digits");
    }
    return number.at;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char lower() {
    return (char) (peek() | 0x20);
  }

  private void scan() throws ValueException {
    if (peek() != '.') {
      if (peek() == '0') {
        prefix();
      }
      digits(base);
    }
    boolean point = peek() == '.';
    if (point) {
      at++;
      if (prefix == 'o' || prefix == 'b') {
        throw new ValueException("invalid radix point in " + kind());
      }
      digits(base);
    }
    if (!anyDigit) {
      throw new ValueException(kind() + " has no digits");
    }
    boolean exponent = lower() == 'e' || lower() == 'p';
    if (exponent) {
      exponent();
    } else if (point && prefix == 'x') {
      throw new ValueException("hexadecimal mantissa requires a 'p' exponent");
    }
    if (!point && !exponent && tooLarge != 0) {
      throw new ValueException("invalid digit '" + tooLarge + "' in " + kind());
    }
  }

  private void prefix() {
    at++;
    prefix = lower();
    switch (prefix) {
      case 'x' -> base = 16;
      case 'o' -> base = 8;
      case 'b' -> base = 2;
      default -> {
        base = 8;
        prefix = '0';
        anyDigit = true;
        return;
      }
    }
    at++;
  }

  private void digits(int base) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '_') {
        anySeparator = true;
      } else if (c < 0x80 && Character.digit(c, Math.max(base, 10)) >= 0) {
        anyDigit = true;
        if (base <= 10 && c >= '0' + base && tooLarge == 0) {
          tooLarge = c;
        }
      } else {
        return;
      }
      at++;
    }
  }

  private void exponent() throws ValueException {
    char letter = peek();
    if (lower() == 'e' && prefix != 0 && prefix != '0') {
      throw new ValueException("'" + letter + "' exponent requires decimal mantissa");
    }
    if (lower() == 'p' && prefix != 'x') {
      throw new ValueException("'" + letter + "' exponent requires hexadecimal mantissa");
    }
    at++;
    if (peek() == '+' || peek() == '-') {
      at++;
    }
    anyDigit = false;
    digits(10);
    if (!anyDigit) {
      throw new ValueException("exponent has no digits");
    }
  }

  private String kind() {
    return switch (prefix) {
      case 'x' -> "hexadecimal literal";
      case 'o', '0' -> "octal literal";
      case 'b' -> "binary literal";
      default -> "decimal literal";
    };
  }

  /** A prefix counts as a digit here. */
  private static boolean separatesNoDigits(String literal) {
    boolean prefixed = literal.matches("0[xXoObB].*");
    boolean hex = prefixed && (literal.charAt(1) | 0x20) == 'x';
    char before = prefixed ? '0' : '.';
    for (int i = prefixed ? 2 : 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      boolean digit = Character.digit(c, hex ? 16 : 10) >= 0;
      if ((c == '_' && before != '0') || (c != '_' && !digit && before == '_')) {
        return true;
      }
      before = c == '_' ? '_' : digit ? '0' : '.';
    }
    return before == '_';
  }
}
