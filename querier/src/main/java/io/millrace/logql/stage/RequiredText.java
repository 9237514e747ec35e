package io.millrace.logql.stage;

import io.millrace.logql.stage.RegexLiterals.Known;
import io.millrace.logql.stage.RegexLiterals.Literal;
import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of which a match of a regular expression contains at least one; a cheap test that saves
 * most lines the expensive one.
 *
 * <p>Where case is ignored, U+017F and U+212A may stand for s and k. So of such a text its longest
 * part without these letters is what each match contains.
 */
final class RequiredText {
  /** Null when nothing is known. */
  private final @Nullable List<Literal> parts;

  private final List<LiteralSearch> searches;

  /** A line that contains one of these is a match for sure. */
  private final List<LiteralSearch> deciding;

  private RequiredText(@Nullable List<Literal> parts, List<LiteralSearch> deciding) {
    this.parts = parts;
    this.searches = parts == null ? List.of() : searches(parts);
    this.deciding = deciding;
  }

  static RequiredText of(String expression) {
    Known known = RegexLiterals.of(expression);
    List<Literal> exact = known.exact();
    if (exact != null && exact.stream().noneMatch(literal -> literal.text().isEmpty())) {
      return new RequiredText(parts(exact), searches(exact));
    }
    List<Literal> required = known.required();
    return new RequiredText(required == null ? null : parts(required), List.of());
  }

  /** One of the texts has to be there. */
  static RequiredText ofAny(List<Literal> literals) {
    return new RequiredText(parts(literals), List.of());
  }

  private static @Nullable List<Literal> parts(List<Literal> literals) {
    List<Literal> parts = new ArrayList<>();
    for (Literal literal : literals) {
      Literal part = literal.fold() ? withoutForeignForms(literal.text()) : literal;
      if (part.text().isEmpty()) {
        return null;
      }
      parts.add(part);
    }
    return List.copyOf(parts);
  }

  private static Literal withoutForeignForms(String text) {
    String longest = "";
    for (String part : text.split("[kKsS]", -1)) {
      longest = part.length() > longest.length() ? part : longest;
    }
    return new Literal(longest, true);
  }

  private static List<LiteralSearch> searches(List<Literal> literals) {
    List<LiteralSearch> searches = new ArrayList<>();
    for (Literal literal : literals) {
      byte[] text = literal.text().getBytes(StandardCharsets.UTF_8);
      searches.add(
          literal.fold() ? LiteralSearch.ignoringAsciiCase(text) : LiteralSearch.exact(text));
    }
    return List.copyOf(searches);
  }

  /** Nothing is known. */
  boolean isUnknown() {
    return parts == null;
  }

  /** Of which each match contains at least one; letters beyond ASCII stand for none of theirs. */
  List<Literal> literals() {
    return parts == null ? List.of() : parts;
  }

  /** True when a line is a match for sure. */
  boolean decides(byte[] buffer, int from, int to) {
    return first(deciding, buffer, from, to) >= 0;
  }

  /** False only when the bytes hold no match. */
  boolean mayMatch(byte[] buffer, int from, int to) {
    return parts == null || first(buffer, from, to) >= 0;
  }

  /** Offset where the first of the {@link #literals} begins, or -1. */
  int first(byte[] buffer, int from, int to) {
    return first(searches, buffer, from, to);
  }

  private static int first(List<LiteralSearch> searches, byte[] buffer, int from, int to) {
    int first = -1;
    for (int i = 0; i < searches.size(); i++) {
      LiteralSearch search = searches.get(i);
      int found = search.find(buffer, from, first < 0 ? to : Math.min(to, first + search.length()));
      first = found >= 0 && (first < 0 || found < first) ? found : first;
    }
    return first;
  }
}
