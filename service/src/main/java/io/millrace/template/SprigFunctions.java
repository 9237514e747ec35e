package io.millrace.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.labels.GoQuote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What Promtail has of the library sprig beyond the functions that queries have too. */
final class SprigFunctions {
  private SprigFunctions() {}

  static void addTo(Map<String, Function> all) {
    addValues(all);
    addTexts(all);
    addLists(all);
    all.put("regexMatch", new Function("ss", (a, run) -> matcher(a[0], a[1], run).find()));
    all.put("regexFind", new Function("ss", (a, run) -> firstMatch(matcher(a[0], a[1], run))));
    all.put("int64", new Function("a", (a, _) -> Values.toLong(a[0])));
    all.put("atoi", new Function("s", (a, _) -> Values.toLong(a[0])));
    all.put("add1", new Function("a", (a, _) -> Values.toLong(a[0]) + 1));
  }

  private static void addValues(Map<String, Function> all) {
    all.put("empty", new Function("a", (a, _) -> !Values.isTrue(a[0])));
    all.put(
        "coalesce",
        new Function(
            "a*", (a, _) -> Arrays.stream(a).filter(Values::isTrue).findFirst().orElse(Nil.NIL)));
    all.put("ternary", new Function("aaa", (a, _) -> Values.isTrue(a[2]) ? a[0] : a[1]));
    all.put("toString", new Function("a", (a, _) -> a[0] instanceof Nil ? "" : GoPrint.text(a[0])));
    all.put(
        "fail",
        new Function(
            "s",
            (a, _) -> {
              throw new TemplateException((String) a[0]);
            }));
  }

  private static void addTexts(Map<String, Function> all) {
    all.put("quote", new Function("a*", (a, _) -> quote(a, true)));
    all.put("squote", new Function("a*", (a, _) -> quote(a, false)));
    all.put("cat", new Function("a*", (a, _) -> String.join(" ", texts(List.of(a)))));
    all.put("nospace", new Function("s", (a, _) -> withoutSpace((String) a[0])));
    all.put("swapcase", new Function("s", (a, _) -> swapCase((String) a[0])));
    all.put("untitle", new Function("s", (a, _) -> untitle((String) a[0])));
    all.put("plural", new Function("ssi", (a, _) -> (Long) a[2] == 1 ? a[0] : a[1]));
    all.put("abbrev", new Function("is", (a, _) -> abbreviate((Long) a[0], (String) a[1])));
  }

  private static void addLists(Map<String, Function> all) {
    all.put("list", new Function("a*", (a, _) -> List.of(a)));
    all.put("first", new Function("a", (a, _) -> element(a[0], true)));
    all.put("last", new Function("a", (a, _) -> element(a[0], false)));
    all.put("join", new Function("sa", (a, _) -> String.join((String) a[0], texts(list(a[1])))));
    all.put("splitList", new Function("ss", (a, _) -> pieces((String) a[0], (String) a[1])));
    all.put("split", new Function("ss", (a, _) -> numbered((String) a[0], (String) a[1])));
    all.put("sortAlpha", new Function("a", (a, _) -> texts(list(a[0])).stream().sorted().toList()));
    all.put("reverse", new Function("a", (a, _) -> reversed(list(a[0]))));
    all.put("has", new Function("aa", (a, _) -> list(a[1]).contains(a[0])));
    all.put(
        "hasKey",
        new Function("as", (a, _) -> a[0] instanceof Map<?, ?> map && map.containsKey(a[1])));
  }

  private static Matcher matcher(Object expression, Object text, RunContext run)
      throws TemplateException {
    try {
      return run.pattern((String) expression).matcher((String) text);
    } catch (PatternSyntaxException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }

  private static String firstMatch(Matcher matcher) {
    return matcher.find() ? matcher.group() : "";
  }

  private static List<String> texts(List<?> values) {
    return values.stream().filter(v -> !(v instanceof Nil)).map(GoPrint::text).toList();
  }

  private static String quote(Object[] values, boolean isDouble) {
    return String.join(
        " ",
        texts(List.of(values)).stream()
            .map(text -> isDouble ? GoQuote.quote(text) : "'" + text + "'")
            .toList());
  }

  private static String withoutSpace(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().filter(c -> !Character.isWhitespace(c)).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String untitle(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(begins ? Character.toLowerCase(c) : c);
      begins = Character.isWhitespace(c);
    }
    return out.toString();
  }

  private static String abbreviate(long width, String text) {
    int length = text.codePointCount(0, text.length());
    return width < 4 || length <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, (int) width - 3)) + "...";
  }

  private static List<?> list(Object value) throws TemplateException {
    return switch (value) {
      case List<?> list -> list;
      case Nil _ -> List.of();
      default -> throw new TemplateException("expected a list, got " + Values.typeName(value));
    };
  }

  private static Object element(Object value, boolean isFirst) throws TemplateException {
    List<?> list = list(value);
    if (list.isEmpty()) {
      return Nil.NIL;
    }
    return isFirst ? list.getFirst() : list.getLast();
  }

  private static List<String> pieces(String separator, String text) {
    return separator.isEmpty()
        ? text.codePoints().mapToObj(Character::toString).toList()
        : List.of(text.split(Pattern.quote(separator), -1));
  }

  /** The pieces under the names _0, _1 and so on. */
  private static Map<String, String> numbered(String separator, String text) {
    Map<String, String> named = new TreeMap<>();
    List<String> pieces = pieces(separator, text);
    for (int i = 0; i < pieces.size(); i++) {
      named.put(String.format(Locale.ROOT, "_%d", i), pieces.get(i));
    }
    return named;
  }

  private static List<?> reversed(List<?> list) {
    List<?> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return List.copyOf(copy);
  }
}
