package io.millrace.agent.entry;

/** What can be the name of a label. */
public final class LabelNames {
  private LabelNames() {}

  /** Whether it is of ASCII letters, digits and underscores, and does not begin with a digit. */
  public static boolean isValid(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean isDigit = c >= '0' && c <= '9';
      if (!isLetter && (!isDigit || i == 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
