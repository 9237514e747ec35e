package io.millrace.ingester.enrich;

import io.millrace.labels.GoQuote;

/**
 * Turns structured-metadata names into label names: every run of characters other than ASCII
 * letters and digits becomes one underscore, a leading digit gets the prefix {@code key_}. Names of
 * the form {@code __x__} keep their double underscores. This is the OpenTelemetry-to-Prometheus
 * rule that Loki applies.
 */
public final class MetadataNames {
  private static final String RESERVED = "__";

  private MetadataNames() {}

  /**
   * The name as it is stored.
   *
   * @throws IllegalArgumentException when nothing but underscores would be left
   */
  public static String normalize(String name) {
    if (isNormal(name)) {
      return name;
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("label name is empty");
    }
    boolean reserved = name.length() >= 4 && name.startsWith(RESERVED) && name.endsWith(RESERVED);
    String normalized =
        reserved
            ? RESERVED + collapse(name.substring(2, name.length() - 2)) + RESERVED
            : collapse(name);
    if (normalized.chars().allMatch(c -> c == '_')) {
      throw new IllegalArgumentException(
          "normalization for label name %s resulted in invalid name \"%s\""
              .formatted(GoQuote.quote(name), normalized));
    }
    return isDigit(normalized.charAt(0)) ? "key_" + normalized : normalized;
  }

  private static String collapse(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isLetterOrDigit(c)) {
        out.append(c);
      } else if (out.isEmpty() || out.charAt(out.length() - 1) != '_') {
        out.append('_');
      }
    }
    return out.toString();
  }

  /** The common case, which costs no allocation: letters and digits with single underscores. */
  private static boolean isNormal(String name) {
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      return false;
    }
    boolean letterSeen = false;
    char previous = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = isLetterOrDigit(c);
      if (!letter && (c != '_' || previous == '_')) {
        return false;
      }
      letterSeen |= letter;
      previous = c;
    }
    return letterSeen;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
