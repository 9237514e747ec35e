package io.millrace.labels;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Cuts the text of a label set into tokens, with Prometheus's rules and error messages. */
final class LabelsLexer {
  enum Kind {
    IDENTIFIER,
    STRING,
    LEFT_BRACE,
    RIGHT_BRACE,
    COMMA,
    EQUAL,
    OPERATOR,
    END
  }

  /**
   * One token.
   *
   * @param start index of its first char
   * @param value the name, the string without quotes and escapes, or the text itself
   */
  record Token(Kind kind, int start, String value) {}

  private static final int EOF = -1;
  private static final char REPLACEMENT = '\uFFFD';

  private final String text;
  private int position;
  private boolean insideBraces;

  LabelsLexer(String text) {
    this.text = text;
  }

  Token next() throws LabelsSyntaxException {
    skipSpace();
    int start = position;
    int c = advance();
    return switch (c) {
      case EOF -> {
        if (insideBraces) {
          throw error(start, "unexpected end of input inside braces");
        }
        yield new Token(Kind.END, start, "");
      }
      case '{' -> {
        if (insideBraces) {
          throw error(start, "unexpected left brace '{'");
        }
        insideBraces = true;
        yield new Token(Kind.LEFT_BRACE, start, "{");
      }
      case '}' -> {
        if (!insideBraces) {
          throw error(start, "unexpected character: '}'");
        }
        insideBraces = false;
        yield new Token(Kind.RIGHT_BRACE, start, "}");
      }
      case ',' -> new Token(Kind.COMMA, start, ",");
      case '=' ->
          accept('~') ? new Token(Kind.OPERATOR, start, "=~") : new Token(Kind.EQUAL, start, "=");
      case '!' -> negation(start);
      case '"', '\'' -> quoted(start, c);
      case '`' -> raw(start);
      default -> {
        if (!isAlpha(c)) {
          String where =
              insideBraces ? "unexpected character inside braces: " : "unexpected character: ";
          throw error(start, where + quoteRune(c));
        }
        yield identifier(start);
      }
    };
  }

  /** The error as Prometheus prints it: line and column count from 1, columns in bytes. */
  LabelsSyntaxException error(int at, String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.substring(lineStart, at).getBytes(StandardCharsets.UTF_8).length + 1;
    return new LabelsSyntaxException(line + ":" + column + ": parse error: " + message);
  }

  private Token negation(int start) throws LabelsSyntaxException {
    int c = advance();
    return switch (c) {
      case '=' -> new Token(Kind.OPERATOR, start, "!=");
      case '~' -> new Token(Kind.OPERATOR, start, "!~");
      default ->
          throw error(start, "unexpected character after '!' inside braces: " + quoteRune(c));
    };
  }

  private Token identifier(int start) {
    while (position < text.length()) {
      char c = text.charAt(position);
      // A metric name, which stands before the braces, may hold colons.
      if (!isAlpha(c) && !isDigit(c) && (insideBraces || c != ':')) {
        break;
      }
      position++;
    }
    return new Token(Kind.IDENTIFIER, start, text.substring(start, position));
  }

  private Token raw(int start) throws LabelsSyntaxException {
    int end = text.indexOf('`', position);
    if (end < 0) {
      throw error(start, "unterminated raw string");
    }
    String value = text.substring(position, end);
    if (value.indexOf(REPLACEMENT) >= 0) {
      throw invalidUtf8(start);
    }
    position = end + 1;
    return new Token(Kind.STRING, start, value);
  }

  private Token quoted(int start, int quote) throws LabelsSyntaxException {
    // Escapes may give single bytes of a character, so the value is put together as UTF-8.
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    while (true) {
      int c = advance();
      if (c == quote) {
        return new Token(Kind.STRING, start, value.toString(StandardCharsets.UTF_8));
      }
      switch (c) {
        case EOF, '\n' -> throw error(start, "unterminated quoted string");
        case REPLACEMENT -> throw invalidUtf8(start);
        case '\\' -> escape(start, quote, value);
        default -> writeRune(value, c);
      }
    }
  }

  /** Go reads a replacement character like bytes that are no UTF-8. */
  private LabelsSyntaxException invalidUtf8(int start) {
    return error(start, "invalid UTF-8 rune");
  }

  private void escape(int start, int quote, ByteArrayOutputStream value)
      throws LabelsSyntaxException {
    int c = advance();
    switch (c) {
      case EOF -> throw error(start, "escape sequence not terminated");
      case 'a' -> value.write(7);
      case 'b' -> value.write('\b');
      case 'f' -> value.write('\f');
      case 'n' -> value.write('\n');
      case 'r' -> value.write('\r');
      case 't' -> value.write('\t');
      case 'v' -> value.write(11);
      case '\\' -> value.write('\\');
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        position--;
        value.write(number(start, 3, 8, 0xFF));
      }
      case 'x' -> value.write(number(start, 2, 16, 0xFF));
      case 'u' -> writeRune(value, number(start, 4, 16, Character.MAX_CODE_POINT));
      case 'U' -> writeRune(value, number(start, 8, 16, Character.MAX_CODE_POINT));
      default -> {
        if (c != quote) {
          throw error(start, "unknown escape sequence " + describeRune(c));
        }
        value.write(quote);
      }
    }
  }

  private int number(int start, int digits, int base, int max) throws LabelsSyntaxException {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int c = advance();
      int digit = c >= 0 && c < 0x80 ? Character.digit(c, base) : -1;
      if (digit < 0) {
        throw error(
            start,
            c == EOF
                ? "escape sequence not terminated"
                : "illegal character " + describeRune(c) + " in escape sequence");
      }
      value = value * base + digit;
    }
    if (value > max || (value >= 0xD800 && value < 0xE000)) {
      throw error(start, "escape sequence is an invalid Unicode code point");
    }
    return (int) value;
  }

  private static void writeRune(ByteArrayOutputStream out, int rune) {
    out.writeBytes(Character.toString(rune).getBytes(StandardCharsets.UTF_8));
  }

  /** Moves behind blanks, and comments, which reach from {@code #} to the end of the line. */
  private void skipSpace() {
    while (position < text.length()) {
      if (text.charAt(position) == '#') {
        position = endOfLine(position);
      } else if (" \t\n\r".indexOf(text.charAt(position)) >= 0) {
        position++;
      } else {
        return;
      }
    }
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < text.length() && "\n\r".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private int advance() {
    if (position == text.length()) {
      return EOF;
    }
    int c = text.codePointAt(position);
    position += Character.charCount(c);
    return c;
  }

  private boolean accept(char c) {
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private static boolean isAlpha(int c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Go's {@code %q} of a rune. */
  private static String quoteRune(int c) {
    if (c == EOF) {
      return "'\\ufffd'";
    }
    if (c == '\'') {
      return "'\\''";
    }
    if (c == '"') {
      return "'\"'";
    }
    String quoted = GoQuote.quote(Character.toString(c));
    return "'" + quoted.substring(1, quoted.length() - 1) + "'";
  }

  /** Go's {@code %#U} of a rune. */
  private static String describeRune(int c) {
    String code = String.format("U+%04X", c);
    return GoQuote.quote(Character.toString(c)).startsWith("\\", 1) && c != '"' && c != '\\'
        ? code
        : code + " '" + Character.toString(c) + "'";
  }
}
