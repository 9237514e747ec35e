package io.millrace.logql.stage;

import io.millrace.logql.stage.RegexLiterals.Known;
import io.millrace.logql.stage.RegexLiterals.Literal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of which a match of a regular expression contains at least one; a cheap test that saves
 * most lines the expensive one.
 */
final class RequiredText {
  private final @Nullable List<Literal> literals;
  private final boolean decides;
  private final List<ByteSearch> plain = new ArrayList<>();
  private final List<FoldedSearch> folded = new ArrayList<>();

  private RequiredText(@Nullable List<Literal> literals, boolean decides) {
    this.literals = literals;
    this.decides = decides;
    if (literals != null) {
      for (Literal literal : literals) {
        if (literal.fold()) {
          folded.add(new FoldedSearch(literal.text()));
        } else {
          plain.add(new ByteSearch(literal.text().getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }

  static RequiredText of(String expression) {
    Known known = RegexLiterals.of(expression);
    List<Literal> exact = known.exact();
    if (exact != null && exact.stream().noneMatch(literal -> literal.text().isEmpty())) {
      return new RequiredText(exact, true);
    }
    return new RequiredText(known.required(), false);
  }

  /** One of the texts has to be there. */
  static RequiredText ofAny(List<Literal> literals) {
    return new RequiredText(List.copyOf(literals), false);
  }

  /** Nothing is known. */
  boolean isUnknown() {
    return literals == null;
  }

  List<Literal> literals() {
    return literals == null ? List.of() : literals;
  }

  /** True when a line that contains one of the texts is a match for sure. */
  boolean decides() {
    return decides;
  }

  /** False only when the bytes hold no match. */
  boolean mayMatch(byte[] buffer, int from, int to) {
    return literals == null || contains(buffer, from, to) || mayHaveForeignForms(buffer, from, to);
  }

  /** True when one of the texts is there, letters beyond ASCII aside. */
  boolean contains(byte[] buffer, int from, int to) {
    return first(buffer, from, to) >= 0;
  }

  private boolean mayHaveForeignForms(byte[] buffer, int from, int to) {
    for (FoldedSearch search : folded) {
      if (search.hasForeignForms()) {
        return FoldedSearch.mayHaveForeignForms(buffer, from, to);
      }
    }
    return false;
  }

  /** True when letters beyond ASCII may stand for those of the texts. */
  boolean hasForeignForms() {
    return folded.stream().anyMatch(FoldedSearch::hasForeignForms);
  }

  /** Offset where the first of the texts begins, or -1. */
  int first(byte[] buffer, int from, int to) {
    int first = -1;
    for (ByteSearch search : plain) {
      int found = search.find(buffer, from, first < 0 ? to : Math.min(to, first + search.length()));
      first = found >= 0 && (first < 0 || found < first) ? found : first;
    }
    for (FoldedSearch search : folded) {
      int found = search.find(buffer, from, first < 0 ? to : Math.min(to, first + search.length()));
      first = found >= 0 && (first < 0 || found < first) ? found : first;
    }
    return first;
  }
}
