package io.millrace.agent.relabel;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A text with references to groups, expanded as Go's {@code Regexp.Expand} does: {@code $1}, {@code
 * ${1}}, {@code $name}, {@code ${name}} and {@code $$}. A name is as long as possible, so {@code
 * $1x} is the group named {@code 1x}; a group that does not exist is empty. Immutable.
 */
final class Replacement {
  private final String text;

  /** Literal, group, literal, group, …, literal. */
  private final List<String> parts = new ArrayList<>();

  Replacement(String text) {
    this.text = text;
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = c == '$' ? reference(at, literal) : -1;
      if (end < 0) {
        literal.append(c);
        at++;
      } else {
        at = end;
      }
    }
    parts.add(literal.toString());
  }

  /** Takes the reference at a dollar sign; gives where it ends, or -1 when there is none. */
  private int reference(int dollar, StringBuilder literal) {
    int at = dollar + 1;
    if (at < text.length() && text.charAt(at) == '$') {
      literal.append('$');
      return at + 1;
    }
    boolean isBraced = at < text.length() && text.charAt(at) == '{';
    int start = isBraced ? at + 1 : at;
    int end = start;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    boolean isClosed = !isBraced || (end < text.length() && text.charAt(end) == '}');
    if (end == start || !isClosed) {
      return -1;
    }
    parts.add(literal.toString());
    literal.setLength(0);
    parts.add(text.substring(start, end));
    return isBraced ? end + 1 : end;
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  /** The text with the groups of a match. */
  String expand(Matcher match, Map<String, Integer> names) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      out.append(i % 2 == 0 ? parts.get(i) : group(parts.get(i), match, names));
    }
    return out.toString();
  }

  private static String group(String name, Matcher match, Map<String, Integer> names) {
    boolean isNumber =
        name.chars().allMatch(c -> c >= '0' && c <= '9')
            && name.length() < 9
            && (name.length() == 1 || name.charAt(0) != '0');
    Integer index = isNumber ? Integer.valueOf(name) : names.get(name);
    if (index == null || index > match.groupCount()) {
      return "";
    }
    String value = match.group(index);
    return value == null ? "" : value;
  }

  @Override
  public String toString() {
    return text;
  }
}
