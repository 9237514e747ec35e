package io.millrace.logql.stage;

import io.millrace.units.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A path to a value in JSON, such as {@code a.b["c d"][0]}. */
final class JsonPath {
  private static final int NOT_FOUND = -1;

  /**
   * A step: into a member by its key, or into an element by its index when {@code key} is empty.
   */
  private static final class Step {
    private final byte[] key;
    private final int index;

    private Step(byte[] key, int index) {
      this.key = key;
      this.index = index;
    }

    private boolean isIndex() {
      return index >= 0;
    }
  }

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** What is wrong with an expression. */
  static final class BadPathException extends Exception {
    private static final long serialVersionUID = 1;

    BadPathException(String message) {
      super(message);
    }
  }

  static JsonPath parse(String text) throws BadPathException {
    return new JsonPath(new PathParser(text).parse());
  }

  /** Offset of the value in {@code buffer[from..to)}, or -1 when there is none. */
  int find(byte[] buffer, int from, int to) {
    int at = JsonScanner.token(buffer, from, to);
    int end = to;
    for (Step step : steps) {
      if (at < 0) {
        return NOT_FOUND;
      }
      at =
          step.isIndex() ? element(buffer, at, end, step.index) : member(buffer, at, end, step.key);
    }
    return at;
  }

  private static int member(byte[] buffer, int from, int to, byte[] key) {
    if (buffer[from] != '{') {
      return NOT_FOUND;
    }
    JsonMembers members = new JsonMembers(buffer, from, to);
    while (members.next()) {
      if (isKey(buffer, members.keyStart(), members.keyEnd(), key)) {
        return members.valueStart();
      }
    }
    // The last value may be cut off; what lies inside of it can still be reached.
    boolean cut = members.problem() < 0 && members.valueStart() > 0 && members.valueEnd() < 0;
    return cut && isKey(buffer, members.keyStart(), members.keyEnd(), key)
        ? members.valueStart()
        : NOT_FOUND;
  }

  private static boolean isKey(byte[] buffer, int from, int to, byte[] key) {
    if (!JsonText.hasEscape(buffer, from, to)) {
      return Arrays.equals(buffer, from, to, key, 0, key.length);
    }
    String text = JsonText.unescape(buffer, from, to, false);
    return text != null && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key);
  }

  private static int element(byte[] buffer, int from, int to, int index) {
    if (buffer[from] != '[') {
      return NOT_FOUND;
    }
    int at = JsonScanner.token(buffer, from + 1, to);
    for (int i = 0; at >= 0 && buffer[at] != ']'; i++) {
      if (i == index) {
        return at;
      }
      int end = JsonScanner.valueEnd(buffer, at, to);
      int comma = end < 0 ? -1 : JsonScanner.token(buffer, end, to);
      if (comma < 0 || buffer[comma] != ',') {
        return NOT_FOUND;
      }
      at = JsonScanner.token(buffer, comma + 1, to);
    }
    return NOT_FOUND;
  }

  /** Reads paths; its messages are those of Loki's generated parser. */
  private static final class PathParser {
    private final String text;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    private PathParser(String text) {
      this.text = text;
    }

    private List<Step> parse() throws BadPathException {
      boolean first = true;
      while (true) {
        String token = peek();
        switch (token) {
          case "[" -> bracket();
          case "FIELD" -> {
            if (!first) {
              throw unexpected(token, "");
            }
            field();
          }
          case "DOT" -> {
            if (first) {
              throw unexpected(token, ", expecting LSB or FIELD");
            }
            at++;
            if (!peek().equals("FIELD")) {
              throw unexpected(peek(), ", expecting FIELD");
            }
            field();
          }
          case "$end" -> {
            if (first) {
              throw unexpected(token, ", expecting LSB or FIELD");
            }
            return steps;
          }
          default -> throw unexpected(token, first ? ", expecting LSB or FIELD" : "");
        }
        first = false;
      }
    }

    private static BadPathException unexpected(String token, String expecting) {
      String name = token.equals("[") ? "LSB" : token.equals("]") ? "RSB" : token;
      return new BadPathException("syntax error: unexpected " + name + expecting);
    }

    private String peek() throws BadPathException {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (at >= text.length()) {
        return "$end";
      }
      char c = text.charAt(at);
      if (c == '[' || c == ']') {
        return String.valueOf(c);
      }
      if (c == '.') {
        return "DOT";
      }
      if (c == '"') {
        return "STRING";
      }
      if (c >= '0' && c <= '9') {
        return "INDEX";
      }
      if (isFieldPart(c)) {
        return "FIELD";
      }
      throw new BadPathException(String.format(Locale.ROOT, "unexpected char %c", c));
    }

    private static boolean isFieldPart(char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private void field() {
      int from = at;
      while (at < text.length() && isFieldPart(text.charAt(at))) {
        at++;
      }
      steps.add(new Step(text.substring(from, at).getBytes(StandardCharsets.UTF_8), -1));
    }

    private void bracket() throws BadPathException {
      at++;
      switch (peek()) {
        case "STRING" -> {
          int from = ++at;
          while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != ']') {
            at++;
          }
          String key = text.substring(from, at);
          if (at < text.length() && text.charAt(at) == '"') {
            at++;
          }
          steps.add(new Step(key.getBytes(StandardCharsets.UTF_8), -1));
        }
        case "INDEX" -> {
          int from = at;
          while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
          }
          String digits = text.substring(from, at);
          int index = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
          steps.add(new Step(new byte[0], index));
        }
        default -> throw unexpected(peek(), ", expecting STRING or INDEX");
      }
      if (!peek().equals("]")) {
        throw unexpected(peek(), ", expecting RSB");
      }
      at++;
    }
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Step step : steps) {
      out.append('[').append(step.isIndex() ? step.index : Utf8.decode(step.key)).append(']');
    }
    return out.toString();
  }
}
