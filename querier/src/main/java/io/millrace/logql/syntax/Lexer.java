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
    if (isLetter(text.codePointAt(at))) {
      return word();
    }
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      return number();
    }
    return switch (c) {
      case '"', '`' -> string();
      case '\'' -> character();
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
    while (at < text.length() && isWordPart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
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
    int end = literalEnd(start);
    String value = StringLiteral.unquote(text.substring(start, end));
    if (value == null) {
      throw ParseException.at(startLine, startColumn, "invalid syntax");
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

  private int literalEnd(int start) {
    try {
      return StringLiteral.end(text, start);
    } catch (ValueException malformed) {
      throw ParseException.at(line, column(start), String.valueOf(malformed.getMessage()));
    }
  }

  /** A literal of one character, which no rule has a place for. */
  private Token character() {
    int start = at;
    int end = literalEnd(start);
    if (StringLiteral.characters(text, start, end) != 1) {
      throw ParseException.at(line, column(start), "invalid char literal");
    }
    at = end;
    return token(TokenType.IDENTIFIER, text.substring(start, end), line, column(start));
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
    Token duration = duration(start, at, -1);
    if (duration != null) {
      return duration;
    }
    return token(TokenType.SUB, "-", line, column(start));
  }

  private Token flag(int start) {
    String flag = text.startsWith("-strict", at) ? "--strict" : "--keep-empty";
    int end = start + flag.length();
    if (end < text.length()
        && (text.charAt(end) == '-' || Character.isLetter(text.codePointAt(end)))) {
      return token(TokenType.SUB, "-", line, column(start));
    }
    at = end;
    return token(TokenType.FUNCTION_FLAG, flag, 0, column(start));
  }

  private Token number() {
    int start = at;
    int end;
    try {
      end = GoNumber.end(text, start);
    } catch (ValueException malformed) {
      throw ParseException.at(line, column(start), String.valueOf(malformed.getMessage()));
    }
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

  private @Nullable Token duration(int start, int numberEnd, int sign) {
    int end = extend(numberEnd, ".nuµmshdwy");
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
      if (type != null) {
        at = start + length;
        return token(type, symbol, length > 1 ? 0 : line, column(start));
      }
    }
    int character = text.codePointAt(start);
    at += Character.charCount(character);
    return token(TokenType.IDENTIFIER, Character.toString(character), line, column(start));
  }

  private static @Nullable TokenType operatorType(String symbol) {
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
      default -> null;
    };
  }

  private static boolean isLetter(int c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isWordPart(int c) {
    return isLetter(c) || Character.isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
