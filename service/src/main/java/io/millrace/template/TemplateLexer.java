package io.millrace.template;

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

  List<Token> tokens() throws TemplateException {
    while (at < text.length()) {
      textUpToAction();
    }
    add(Kind.END, at);
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
      while (at < text.length() && isNumberPart(text.charAt(at), text.charAt(at - 1))) {
        at++;
      }
      add(Kind.NUMBER, from);
    } else if (c == '.' || c == '$') {
      at++;
      word();
      boolean bare = at == from + 1;
      add(c == '$' ? Kind.VARIABLE : bare ? Kind.DOT : Kind.FIELD, from);
    } else if (isWordPart(c)) {
      word();
      add(Kind.IDENTIFIER, from);
    } else {
      String shown = Character.toString(text.codePointAt(at));
      throw error(
          c == '}' || c == '{'
              ? "unexpected \"" + shown + "\" in operand"
              : "unrecognized character in action: U+"
                  + String.format(Locale.ROOT, "%04X", text.codePointAt(at))
                  + " '"
                  + shown
                  + "'");
    }
  }

  private static boolean isNumberPart(char c, char before) {
    boolean sign = (c == '+' || c == '-') && (before == 'e' || before == 'E' || before == 'p');
    return Character.isLetterOrDigit(c) || c == '.' || c == '_' || sign;
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
