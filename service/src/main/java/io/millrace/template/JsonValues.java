package io.millrace.template;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON text as template values. */
final class JsonValues {
  private static final int MAX_DEPTH = 500;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final String text;
  private int at;
  private int depth;

  private JsonValues(String text) {
    this.text = text;
  }

  /** The value, or nil when the text is not JSON. */
  static Object parse(String text) {
    JsonValues parser = new JsonValues(text);
    try {
      Object value = parser.value();
      parser.blanks();
      return parser.at == text.length() ? value : Nil.NIL;
    } catch (IllegalArgumentException | IndexOutOfBoundsException notJson) {
      return Nil.NIL;
    }
  }

  private static IllegalArgumentException bad() {
    return new IllegalArgumentException("not JSON");
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private Object value() {
    blanks();
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", Nil.NIL);
      default -> number();
    };
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw bad();
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (!NUMBER.matcher(number).matches()) {
      throw bad();
    }
    double value = Double.parseDouble(number);
    // Go has no value for what does not fit.
    return Double.isInfinite(value) ? Nil.NIL : value;
  }

  private Map<String, Object> object() {
    enter();
    Map<String, Object> map = new HashMap<>();
    at++;
    blanks();
    if (text.charAt(at) == '}') {
      at++;
      depth--;
      return map;
    }
    while (true) {
      blanks();
      if (text.charAt(at) != '"') {
        throw bad();
      }
      String key = string();
      blanks();
      if (text.charAt(at++) != ':') {
        throw bad();
      }
      map.put(key, value());
      if (closes('}')) {
        return map;
      }
    }
  }

  private List<Object> array() {
    enter();
    List<Object> list = new ArrayList<>();
    at++;
    blanks();
    if (text.charAt(at) == ']') {
      at++;
      depth--;
      return list;
    }
    while (true) {
      list.add(value());
      if (closes(']')) {
        return list;
      }
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw bad();
    }
  }

  private boolean closes(char end) {
    blanks();
    char c = text.charAt(at++);
    if (c == end) {
      depth--;
      return true;
    }
    if (c != ',') {
      throw bad();
    }
    return false;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw bad();
      }
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      int simple = "\"\\/bfnrt".indexOf(escape);
      if (simple >= 0) {
        out.append("\"\\/\b\f\n\r\t".charAt(simple));
      } else if (escape == 'u') {
        out.append((char) Integer.parseInt(text, at, at + 4, 16));
        at += 4;
      } else {
        throw bad();
      }
    }
  }
}
