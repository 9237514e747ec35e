package io.millrace.logql.syntax;

import io.millrace.units.ByteSize;
import io.millrace.units.GoDuration;
import io.millrace.units.PrometheusDuration;
import io.millrace.units.ValueException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts a query into tokens, one at a time, so that the first error is the one reported. */
final class Lexer {
  private static final int MAX_OPERATOR = 2;

  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  Lexer(String text) {
    this.text = text;
  }

  /** The next token; {@link TokenType#END} at the end, again and again. */
  Token next() {
    skipBlanks();
    if (at >= text.length()) {
      return text.isEmpty()
          ? token(TokenType.END, "", 0, 0)
          : token(TokenType.END, "", line, column(at));
    }
    char c = text.charAt(at);
    if (isLetter(c)) {
      return word();
    }
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      return number();
    }
    return switch (c) {
      case '"', '`' -> string();
      case '[' -> range();
      case '-' -> minus();
      default -> operator();
    };
  }

  private static Token token(TokenType type, String text, int line, int column) {
    return Token.of(type, text, line, column);
  }

  /** Column of an offset in the current line, counted in characters from 1. */
  private int column(int offset) {
    return text.codePointCount(lineStart, offset) + 1;
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        newLine();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '#' || text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        skipBlockComment();
      } else {
        return;
      }
    }
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }

  private void skipBlockComment() {
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw ParseException.at(line, column(at), "comment not terminated");
    }
    while (at < end + 2) {
      if (text.charAt(at) == '\n') {
        newLine();
      } else {
        at++;
      }
    }
  }

  private Token word() {
    int start = at;
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    String written = text.substring(start, at);
    String word = written.toLowerCase(Locale.ROOT);
    TokenType keyword = Words.KEYWORDS.get(word);
    if (keyword != null) {
      return token(keyword, word, line, column(start));
    }
    TokenType function = Words.FUNCTIONS.get(word);
    if (function != null && isCalled()) {
      return token(function, word, line, column(start));
    }
    return token(TokenType.IDENTIFIER, written, line, column(start));
  }

  /** True when a parenthesis follows, perhaps behind {@code by} or {@code without}. */
  private boolean isCalled() {
    int i = skipSpaces(at);
    if (i < text.length() && text.charAt(i) == '(') {
      return true;
    }
    for (String word : new String[] {"by", "without"}) {
      if (text.regionMatches(true, i, word, 0, word.length())) {
        int behind = skipSpaces(i + word.length());
        return behind < text.length() && text.charAt(behind) == '(';
      }
    }
    return false;
  }

  private int skipSpaces(int from) {
    int i = from;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private Token string() {
    int start = at;
    int startLine = line;
    int startColumn = column(at);
    int end = StringLiteral.end(text, start);
    if (end < 0) {
      throw ParseException.at(startLine, startColumn, "literal not terminated");
    }
    String value = StringLiteral.unquote(text.substring(start, end));
    if (value == null) {
      throw ParseException.at(startLine, startColumn, "invalid char escape");
    }
    while (at < end) {
      if (text.charAt(at) == '\n') {
        newLine();
      } else {
        at++;
      }
    }
    return token(TokenType.STRING, value, startLine, startColumn);
  }

  private Token range() {
    int start = at;
    int column = column(start);
    int end = text.indexOf(']', start);
    if (end < 0) {
      throw ParseException.at(0, column, "missing closing ']' in duration");
    }
    String body = text.substring(start + 1, end);
    try {
      long nanos = PrometheusDuration.parse(body);
      at = end + 1;
      return new Token(TokenType.RANGE, body, nanos, 0, 0, column);
    } catch (ValueException e) {
      throw ParseException.at(0, column, String.valueOf(e.getMessage()));
    }
  }

  /** A minus directly before a duration belongs to it. */
  private Token minus() {
    int start = at;
    at++;
    if (text.startsWith("-strict", at) || text.startsWith("-keep-empty", at)) {
      return flag(start);
    }
    if (at < text.length() && isDigit(text.charAt(at))) {
      int end = scanNumber(at);
      Token duration = duration(start, end, -1);
      if (duration != null) {
        return duration;
      }
    }
    return token(TokenType.SUB, "-", line, column(start));
  }

  private Token flag(int start) {
    String flag = text.startsWith("-strict", at) ? "--strict" : "--keep-empty";
    int end = start + flag.length();
    if (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
      return token(TokenType.SUB, "-", line, column(start));
    }
    at = end;
    return token(TokenType.FUNCTION_FLAG, flag, 0, column(start));
  }

  private Token number() {
    int start = at;
    int end = scanNumber(start);
    Token duration = duration(start, end, 1);
    if (duration != null) {
      return duration;
    }
    Token size = size(start, end);
    if (size != null) {
      return size;
    }
    at = end;
    return token(TokenType.NUMBER, text.substring(start, end), line, column(start));
  }

  /** End of the number that begins at {@code from}, as Go's scanner sees it. */
  private int scanNumber(int from) {
    int i = from;
    boolean hex = text.regionMatches(true, i, "0x", 0, 2);
    if (hex || text.regionMatches(true, i, "0o", 0, 2)) {
      i += 2;
      while (i < text.length()
          && (Character.digit(text.charAt(i), hex ? 16 : 8) >= 0 || text.charAt(i) == '_')) {
        i++;
      }
      return i;
    }
    i = digits(i);
    if (i < text.length() && text.charAt(i) == '.') {
      i = digits(i + 1);
    }
    if (i < text.length() && (text.charAt(i) | 0x20) == 'e') {
      int exponent = i + 1;
      if (exponent < text.length()
          && (text.charAt(exponent) == '+' || text.charAt(exponent) == '-')) {
        exponent++;
      }
      if (exponent >= text.length() || !isDigit(text.charAt(exponent))) {
        throw ParseException.at(line, column(from), "exponent has no digits");
      }
      return digits(exponent);
    }
    if (i < text.length() && (text.charAt(i) | 0x20) == 'p') {
      throw ParseException.at(
          line, column(from), "'" + text.charAt(i) + "' exponent requires hexadecimal mantissa");
    }
    return i;
  }

  private int digits(int from) {
    int i = from;
    while (i < text.length() && (isDigit(text.charAt(i)) || text.charAt(i) == '_')) {
      i++;
    }
    return i;
  }

  private @Nullable Token duration(int start, int numberEnd, int sign) {
    int end = extend(numberEnd, ".nuµμmshdwy");
    if (end == numberEnd) {
      return null;
    }
    String unsigned = text.substring(sign < 0 ? start + 1 : start, end);
    long nanos;
    try {
      nanos = PrometheusDuration.parse(unsigned);
    } catch (ValueException notPrometheus) {
      try {
        nanos = GoDuration.parse(unsigned);
      } catch (ValueException notGo) {
        return null;
      }
    }
    at = end;
    return new Token(
        TokenType.DURATION, text.substring(start, end), sign * nanos, 0, 0, column(start));
  }

  private @Nullable Token size(int start, int numberEnd) {
    int end = extend(numberEnd, ".BikKMGTP");
    if (end == numberEnd) {
      return null;
    }
    String written = text.substring(start, end);
    try {
      long bytes = ByteSize.parse(written);
      at = end;
      return new Token(TokenType.BYTES, written, 0, bytes, 0, column(start));
    } catch (ValueException notSize) {
      return null;
    }
  }

  private int extend(int from, String letters) {
    int i = from;
    while (i < text.length() && (isDigit(text.charAt(i)) || letters.indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    return i;
  }

  private Token operator() {
    int start = at;
    for (int length = Math.min(MAX_OPERATOR, text.length() - start); length > 0; length--) {
      String symbol = text.substring(start, start + length);
      TokenType type = operatorType(symbol);
      if (type != TokenType.UNKNOWN) {
        at = start + length;
        return token(type, symbol, length > 1 ? 0 : line, column(start));
      }
    }
    int character = text.codePointAt(start);
    at += Character.charCount(character);
    return token(TokenType.UNKNOWN, Character.toString(character), line, column(start));
  }

  private static TokenType operatorType(String symbol) {
    return switch (symbol) {
      case "=~" -> TokenType.RE;
      case "!~" -> TokenType.NRE;
      case "!=" -> TokenType.NEQ;
      case "!>" -> TokenType.NPA;
      case "|>" -> TokenType.PIPE_PATTERN;
      case "|=" -> TokenType.PIPE_EXACT;
      case "|~" -> TokenType.PIPE_MATCH;
      case "==" -> TokenType.CMP_EQ;
      case ">=" -> TokenType.GTE;
      case "<=" -> TokenType.LTE;
      case "=" -> TokenType.EQ;
      case "," -> TokenType.COMMA;
      case "." -> TokenType.DOT;
      case "{" -> TokenType.OPEN_BRACE;
      case "}" -> TokenType.CLOSE_BRACE;
      case "(" -> TokenType.OPEN_PARENTHESIS;
      case ")" -> TokenType.CLOSE_PARENTHESIS;
      case "]" -> TokenType.CLOSE_BRACKET;
      case "|" -> TokenType.PIPE;
      case "+" -> TokenType.ADD;
      case "*" -> TokenType.MUL;
      case "/" -> TokenType.DIV;
      case "%" -> TokenType.MOD;
      case "^" -> TokenType.POW;
      case "<" -> TokenType.LT;
      case ">" -> TokenType.GT;
      default -> TokenType.UNKNOWN;
    };
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
