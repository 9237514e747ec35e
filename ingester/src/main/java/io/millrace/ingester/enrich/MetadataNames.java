package io.millrace.ingester.enrich;

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
    boolean reserved = name.length() > 4 && name.startsWith(RESERVED) && name.endsWith(RESERVED);
    StringBuilder out = new StringBuilder(name.length() + 4);
    boolean useful = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isLetterOrDigit(c)) {
        useful = true;
        out.append(c);
      } else if (out.isEmpty() || out.charAt(out.length() - 1) != '_') {
        out.append('_');
      }
    }
    if (!useful) {
      throw new IllegalArgumentException(
          "normalization for label name \"" + name + "\" resulted in invalid name \"" + out + "\"");
    }
    if (reserved) {
      return '_' + out.toString() + '_';
    }
    if (isDigit(out.charAt(0))) {
      out.insert(0, "key_");
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
