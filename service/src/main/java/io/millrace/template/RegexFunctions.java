package io.millrace.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;

/** Functions with regular expressions. */
final class RegexFunctions {
  private RegexFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("count", new Function("ss", (a, run) -> count(compile(a[0], run), (String) a[1])));
    all.put(
        "regexReplaceAll",
        new Function(
            "sss",
            (a, run) ->
                GoRegex.replaceAll(compile(a[0], run), (String) a[1], (String) a[2], false)));
    all.put(
        "regexReplaceAllLiteral",
        new Function(
            "sss",
            (a, run) ->
                GoRegex.replaceAll(compile(a[0], run), (String) a[1], (String) a[2], true)));
  }

  private static Pattern compile(Object expression, RunContext run) throws TemplateException {
    try {
      return run.pattern((String) expression);
    } catch (PatternSyntaxException e) {
      throw new TemplateException(GoRegex.problem((String) expression, e));
    }
  }

  private static Long count(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    long count = 0;
    for (int behind = -1; matcher.find(); behind = matcher.end()) {
      if (!GoRegex.isRepeatedEnd(matcher, behind)) {
        count++;
      }
    }
    return count;
  }
}
