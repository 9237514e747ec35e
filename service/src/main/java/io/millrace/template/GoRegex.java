package io.millrace.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions as Go has them. Replacement with its syntax: {@code $name} takes the longest
 * name, {@code ${name}} that one.
 */
public final class GoRegex {
  private GoRegex() {}

  /** What Go's package says of an expression that the one used here refuses. */
  public static String problem(String expression, PatternSyntaxException refused) {
    String message = String.valueOf(refused.getMessage());
    if (message.contains("`stack underflow`")) {
      return "error parsing regexp: unexpected ): `" + expression + "`";
    }
    return message.endsWith("trailing backslash at end of expression") ? message + ": ``" : message;
  }

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

  /**
   * True for an empty match directly behind the one before, which for Go is none.
   *
   * @param behind end of the match before, -1 when there is none
   */
  static boolean isRepeatedEnd(Matcher match, int behind) {
    return match.start() == behind && match.end() == behind;
  }

  /** All matches replaced. */
  static String replaceAll(Pattern pattern, String text, String replacement, boolean literal) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    for (int behind = -1; matcher.find(); behind = matcher.end()) {
      if (isRepeatedEnd(matcher, behind)) {
        continue;
      }
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
