package io.millrace.logql.syntax;

import java.util.List;

/**
 * Takes the sample value from a label.
 *
 * @param filters what the line must satisfy after the conversion
 */
public record Unwrap(String label, Conversion conversion, List<LabelFilter> filters) {
  /** How the text of the label becomes a number. */
  public enum Conversion {
    NUMBER(""),
    BYTES("bytes"),
    DURATION("duration"),
    DURATION_SECONDS("duration_seconds");

    private final String word;

    Conversion(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  public Unwrap {
    filters = List.copyOf(filters);
  }
}
