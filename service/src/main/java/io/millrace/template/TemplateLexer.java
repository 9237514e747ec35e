package io.millrace.template;

import io.millrace.labels.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a template into text and the tokens of its actions. */
final class TemplateLexer {
  /** Kinds of tokens. */
  enum Kind {
    TEXT,
    LEFT,
    RIGHT,
    SPACE,
    IDENTIFIER,
    FIELD,
    VARIABLE,
    DOT,
    NUMBER,
    CHARACTER,
    STRING,
    RAW_STRING,
    PIPE,
    DECLARE,
    ASSIGN,
    COMMA,
    OPEN,
    CLOSE,
    OTHER,
    /** Not lexical; the text is what is wrong. The last token. */
    ERROR,
    END
  }

  /**
   * A token.
   *
   * @param at offset in the template
   */
  record Token(Kind kind, String text, int at, int line) {}

  private final String name;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean trimNext;

  TemplateLexer(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /** The tokens, of which the last one is an end or an error. */
  List<Token> tokens() {
    try {
      while (at < text.length()) {
        textUpToAction();
      }
      add(Kind.END, at);
    } catch (TemplateException e) {
      tokens.add(new Token(Kind.ERROR, String.valueOf(e.getMessage()), at, line));
    }
    return tokens;
  }

  private void add(Kind kind, int from) {
    tokens.add(new Token(kind, text.substring(from, at), from, line));
  }

  private TemplateException error(String problem) {
    return new TemplateException("template: " + name + ":" + line + ": " + problem);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private void textUpToAction() throws TemplateException {
    int left = text.indexOf("{{", at);
    int end = left < 0 ? text.length() : left;
    boolean trimEnd =
        left >= 0
            && left + 3 < text.length()
            && text.charAt(left + 2) == '-'
            && isSpace(text.charAt(left + 3));
    int from = at;
    if (trimNext) {
      while (from < end && isSpace(text.charAt(from))) {
        from++;
      }
    }
    int to = end;
    if (trimEnd) {
      while (to > from && isSpace(text.charAt(to - 1))) {
        to--;
      }
    }
    if (to > from) {
      tokens.add(new Token(Kind.TEXT, text.substring(from, to), from, line));
    }
    countLines(at, end);
    at = end;
    trimNext = false;
    if (left >= 0) {
      action(trimEnd);
    }
  }

  private void countLines(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
  }

  private void action(boolean trimmed) throws TemplateException {
    int inside = at + (trimmed ? 4 : 2);
    if (text.startsWith("/*", inside)) {
      comment(inside);
      return;
    }
    int from = at;
    at = trimmed ? at + 3 : inside;
    add(Kind.LEFT, from);
    int depth = 0;
    while (true) {
      int close = closing();
      if (close > 0) {
        if (depth > 0) {
          throw error("unclosed left paren");
        }
        trimNext = close > 2;
        int start = at;
        at += close;
        add(Kind.RIGHT, start);
        return;
      }
      if (at >= text.length()) {
        throw error("unclosed action");
      }
      depth += insideAction(depth);
    }
  }

  /** Length of the closing delimiter here, with its trim marker; 0 when there is none. */
  private int closing() {
    if (text.startsWith("}}", at)) {
      return 2;
    }
    if (at < text.length() && isSpace(text.charAt(at)) && text.startsWith("-}}", at + 1)) {
      return 4;
    }
    return 0;
  }

  private void comment(int from) throws TemplateException {
    int end = text.indexOf("*/", from + 2);
    if (end < 0) {
      throw error("unclosed comment");
    }
    countLines(at, end);
    at = end + 2;
    int close = closing();
    if (close == 0) {
      throw error("comment ends before closing delimiter");
    }
    trimNext = close > 2;
    at += close;
  }

  /** Takes one token; returns how the depth of parentheses changes. */
  private int insideAction(int depth) throws TemplateException {
    int from = at;
    char c = text.charAt(at);
    if (isSpace(c)) {
      while (at < text.length() && isSpace(text.charAt(at)) && closing() == 0) {
        at++;
      }
      add(Kind.SPACE, from);
      countLines(from, at);
      return 0;
    }
    switch (c) {
      case '"' -> quoted('"', Kind.STRING, "unterminated quoted string");
      case '`' -> quoted('`', Kind.RAW_STRING, "unterminated raw quoted string");
      case '\'' -> quoted('\'', Kind.CHARACTER, "unterminated character constant");
      case '|' -> single(Kind.PIPE);
      case ',' -> single(Kind.COMMA);
      case '=' -> single(Kind.ASSIGN);
      case ':' -> {
        if (!text.startsWith(":=", at)) {
          throw error("expected :=");
        }
        at += 2;
        add(Kind.DECLARE, from);
      }
      case '(' -> {
        single(Kind.OPEN);
        return 1;
      }
      case ')' -> {
        if (depth == 0) {
          throw error("unexpected right paren");
        }
        single(Kind.CLOSE);
        return -1;
      }
      default -> wordOrNumber(c);
    }
    return 0;
  }

  private void single(Kind kind) {
    int from = at;
    at++;
    add(kind, from);
  }

  private void quoted(char quote, Kind kind, String problem) throws TemplateException {
    int from = at;
    at++;
    while (true) {
      if (at >= text.length() || (quote != '`' && text.charAt(at) == '\n')) {
        throw error(problem);
      }
      char c = text.charAt(at++);
      if (c == quote) {
        add(kind, from);
        countLines(from, at);
        return;
      }
      if (c == '\\' && quote != '`') {
        at++;
      }
    }
  }

  private void wordOrNumber(char c) throws TemplateException {
    int from = at;
    boolean digitFollows =
        at + 1 < text.length() && text.charAt(at + 1) >= '0' && text.charAt(at + 1) <= '9';
    boolean pointFollows = at + 1 < text.length() && text.charAt(at + 1) == '.';
    if ((c >= '0' && c <= '9')
        || (c == '.' && digitFollows)
        || ((c == '+' || c == '-') && (digitFollows || pointFollows))) {
      at++;
      at = endOfNumber(from);
      if (at < text.length() && isWordPart(text.charAt(at))) {
        throw error("bad number syntax: " + GoQuote.quote(text.substring(from, at + 1)));
      }
      add(Kind.NUMBER, from);
    } else if (c == '.' || c == '$') {
      at++;
      word();
      checkEndOfWord();
      boolean bare = at == from + 1;
      add(c == '$' ? Kind.VARIABLE : bare ? Kind.DOT : Kind.FIELD, from);
    } else if (isWordPart(c)) {
      word();
      checkEndOfWord();
      add(Kind.IDENTIFIER, from);
    } else if (c > ' ' && c < 0x7F) {
      single(Kind.OTHER);
    } else {
      throw error("unrecognized character in action: " + shown());
    }
  }

  private String shown() {
    int c = text.codePointAt(at);
    return String.format(Locale.ROOT, "U+%04X '%s'", c, Character.toString(c));
  }

  /** A word must not run into just anything. */
  private void checkEndOfWord() throws TemplateException {
    boolean ends =
        at >= text.length()
            || isSpace(text.charAt(at))
            || ".,|:)(".indexOf(text.charAt(at)) >= 0
            || text.startsWith("}}", at);
    if (!ends) {
      throw error("bad character " + shown());
    }
  }

  private int endOfNumber(int from) {
    int i = text.charAt(from) == '+' || text.charAt(from) == '-' ? from + 1 : from;
    String digits = "0123456789_";
    if (text.startsWith("0", i)) {
      i++;
      String prefixed =
          switch (i < text.length() ? text.charAt(i) : ' ') {
            case 'x', 'X' -> "0123456789abcdefABCDEF_";
            case 'o', 'O' -> "01234567_";
            case 'b', 'B' -> "01_";
            default -> "";
          };
      if (!prefixed.isEmpty()) {
        digits = prefixed;
        i++;
      }
    }
    i = run(i, digits);
    if (text.startsWith(".", i)) {
      i = run(i + 1, digits);
    }
    String exponents = digits.contains("f") ? "pP" : digits.contains("9") ? "eE" : "";
    if (i < text.length() && exponents.indexOf(text.charAt(i)) >= 0) {
      boolean signed = text.startsWith("+", i + 1) || text.startsWith("-", i + 1);
      i = run(signed ? i + 2 : i + 1, "0123456789_");
    }
    return i;
  }

  private int run(int from, String characters) {
    int i = from;
    while (i < text.length() && characters.indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private void word() {
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
  }
}
