package io.millrace.logql.stage;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels that anyone will look at: a parser need not set others, and may stop when it has found
 * these. It changes no result but one that clients count on: what nobody wants is not parsed, so
 * that a malformed line is no error then.
 *
 * @param names null for all labels
 * @param keepsErrors whether someone looks at the error of a line, so that it does not fail a query
 */
public record Wanted(@Nullable Set<String> names, boolean keepsErrors) {
  public static final Wanted ALL = new Wanted(null, false);

  static final String EXTRACTED = "_extracted";

  public Wanted {
    names = names == null ? null : Set.copyOf(names);
  }

  /** True when parsers need not run at all. */
  boolean nothing() {
    return names != null && names.isEmpty();
  }

  /** True when a field of that name may become a wanted label. */
  boolean field(String name) {
    return names == null || names.contains(name) || names.contains(name + EXTRACTED);
  }

  /** True when a member of an object of that name may become a wanted label. */
  boolean prefix(String name) {
    if (names == null) {
      return true;
    }
    for (String wanted : names) {
      if (wanted.startsWith(name)) {
        return true;
      }
    }
    return false;
  }
}
