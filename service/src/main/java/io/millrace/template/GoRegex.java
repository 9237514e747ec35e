package io.millrace.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Replacement with Go's syntax: {@code $name} takes the longest name, {@code ${name}} that one. */
public final class GoRegex {
  private GoRegex() {}

  /** Appends {@code template} with the groups of the last match of {@code matcher}. */
  public static void expand(StringBuilder out, String template, Matcher matcher) {
    int at = 0;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar < 0) {
        break;
      }
      out.append(template, at, dollar);
      at = dollar;
      if (template.startsWith("$$", at)) {
        out.append('$');
        at += 2;
        continue;
      }
      boolean braces = template.startsWith("${", at);
      int from = at + (braces ? 2 : 1);
      int to = from;
      while (to < template.length() && isNamePart(template.charAt(to))) {
        to++;
      }
      boolean closed = !braces || (to < template.length() && template.charAt(to) == '}');
      if (to == from || !closed) {
        out.append('$');
        at++;
        continue;
      }
      appendGroup(out, template.substring(from, to), matcher);
      at = braces ? to + 1 : to;
    }
    out.append(template, at, template.length());
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static void appendGroup(StringBuilder out, String name, Matcher matcher) {
    Integer index = null;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      index = name.length() < 6 ? Integer.valueOf(name) : null;
    } else {
      index = matcher.pattern().namedGroups().get(name);
    }
    if (index == null || index > matcher.groupCount()) {
      return;
    }
    String group = matcher.group(index);
    if (group != null) {
      out.append(group);
    }
  }

  /** All matches replaced. */
  static String replaceAll(Pattern pattern, String text, String replacement, boolean literal) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (matcher.find()) {
      out.append(text, at, matcher.start());
      if (literal) {
        out.append(replacement);
      } else {
        expand(out, replacement, matcher);
      }
      at = matcher.end();
    }
    return out.append(text, at, text.length()).toString();
  }
}
