package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * How a condition with a regular expression reads in a query's canonical text. Loki runs those that
 * only look for texts without an engine for expressions and writes them as matchers; the others it
 * writes between back quotes.
 */
final class RegexText {
  private static final String SPECIAL = "\\.[]{}()*+?^$";

  private RegexText() {}

  static String of(LabelMatcher matcher) {
    String expression = matcher.value();
    boolean quoted =
        matcher.type() == LabelMatcher.Type.REGEX
            && expression.indexOf('`') < 0
            && !looksForTexts(expression);
    return quoted ? matcher.name() + "=~`" + expression + "`" : Printer.matcher(matcher);
  }

  private static boolean looksForTexts(String expression) {
    if (expression.equals(".+")) {
      return true;
    }
    String inner = expression.startsWith("(?i)") ? expression.substring(4) : expression;
    boolean group = inner.startsWith("(") && inner.endsWith(")") && !inner.startsWith("(?");
    List<String> branches = branches(group ? inner.substring(1, inner.length() - 1) : inner);
    return !branches.isEmpty()
        && branches.stream().allMatch(RegexText::isOneText)
        && !joinsToClass(branches);
  }

  /** The alternatives of an expression without groups; none when it is more than that. */
  private static List<String> branches(String expression) {
    List<String> branches = new ArrayList<>();
    StringBuilder branch = new StringBuilder();
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '|') {
        branches.add(branch.toString());
        branch.setLength(0);
      } else if (expression.startsWith(".*", i)) {
        branch.append('\0');
        i++;
      } else if (c == '\\' && i + 1 < expression.length() && isMark(expression.charAt(i + 1))) {
        branch.append(expression.charAt(++i));
      } else if (SPECIAL.indexOf(c) >= 0) {
        return List.of();
      } else {
        branch.append(c);
      }
    }
    branches.add(branch.toString());
    return branches;
  }

  private static boolean isMark(char c) {
    return c < 0x80 && !Character.isLetterOrDigit(c);
  }

  /** At most one text, with anything before and behind it; NUL stands for anything. */
  private static boolean isOneText(String branch) {
    int from = branch.startsWith("\0") ? 1 : 0;
    int to =
        branch.length() > from && branch.endsWith("\0") ? branch.length() - 1 : branch.length();
    return branch.substring(from, to).indexOf('\0') < 0;
  }

  /** Neighbours that differ in their last letter alone become a class of letters. */
  private static boolean joinsToClass(List<String> branches) {
    for (int i = 1; i < branches.size(); i++) {
      String left = branches.get(i - 1);
      String right = branches.get(i);
      int last = left.length() - 1;
      if (last >= 0 && last == right.length() - 1 && left.startsWith(right.substring(0, last))) {
        return true;
      }
    }
    return false;
  }
}
