package io.millrace.agent.glob;

import java.util.ArrayList;
import java.util.List;

/** Turns path patterns into regular expressions. */
final class GlobRegex {
  private GlobRegex() {}

  /** The elements between slashes; a slash in braces does not part. */
  static List<String> elements(String glob) {
    List<String> elements = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= glob.length(); i++) {
      char c = i == glob.length() ? '/' : glob.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (c == '/' && (depth == 0 || i == glob.length())) {
        if (i > start) {
          elements.add(glob.substring(start, i));
        }
        start = i + 1;
      }
    }
    return elements;
  }

  /** The expression for a whole path or for one element. */
  static String of(String glob) {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
            out.append("(?:[^/]*/)*");
            i += 2;
          } else if (glob.startsWith("**", i)) {
            out.append(".*");
            i++;
          } else {
            out.append("[^/]*");
          }
        }
        case '?' -> out.append("[^/]");
        case '[' -> i = set(glob, i, out);
        case '{' -> {
          depth++;
          out.append("(?:");
        }
        case '}' -> {
          out.append(depth > 0 ? ")" : "\\}");
          depth = Math.max(0, depth - 1);
        }
        case ',' -> out.append(depth > 0 ? "|" : ",");
        case '\\' -> {
          if (++i == glob.length()) {
            throw new IllegalArgumentException("ends in a backslash: \"" + glob + "\"");
          }
          quote(glob.charAt(i), out);
        }
        default -> quote(c, out);
      }
    }
    if (depth > 0) {
      throw new IllegalArgumentException("a { is not closed: \"" + glob + "\"");
    }
    return out.toString();
  }

  private static int set(String glob, int open, StringBuilder out) {
    int i = open + 1;
    boolean isNegated = i < glob.length() && (glob.charAt(i) == '^' || glob.charAt(i) == '!');
    out.append(isNegated ? "[^/" : "[");
    if (isNegated) {
      i++;
    }
    int first = i;
    for (; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == ']' && i > first) {
        out.append(']');
        return i;
      }
      if (c == '\\' && i + 1 < glob.length()) {
        c = glob.charAt(++i);
        out.append('\\').append(c);
      } else if (c == '-') {
        out.append('-');
      } else {
        quote(c, out);
      }
    }
    throw new IllegalArgumentException("a [ is not closed: \"" + glob + "\"");
  }

  private static void quote(char c, StringBuilder out) {
    if (c < 0x80 && !Character.isLetterOrDigit(c)) {
      out.append('\\');
    }
    out.append(c);
  }
}
