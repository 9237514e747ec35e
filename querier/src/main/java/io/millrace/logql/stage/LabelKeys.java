package io.millrace.logql.stage;

/** Field names as label names. */
final class LabelKeys {
  private LabelKeys() {}

  /** The name with an underscore for each character that a label name can't have. */
  static String sanitize(String key, boolean first) {
    String trimmed = key.strip();
    if (trimmed.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder(trimmed.length() + 1);
    if (first && trimmed.charAt(0) >= '0' && trimmed.charAt(0) <= '9') {
      out.append('_');
    }
    for (int i = 0; i < trimmed.length(); ) {
      int c = trimmed.codePointAt(i);
      i += Character.charCount(c);
      boolean fits =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      out.append(fits ? (char) c : '_');
    }
    return out.toString();
  }
}
