package io.millrace.chunk;

/**
 * What lines have in common.
 *
 * @param form what the lines are
 * @param text of the lines, with {@link #VARIABLE} where a value stands; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record LineTemplate(Form form, byte[] text) {
  /** Stands for a value. */
  public static final byte VARIABLE = 0x11;

  /** What is sure of every line of a template. */
  public enum Form {
    /** Nothing: a value may be any part of a line. */
    TEXT,

    /**
     * Each line is one valid JSON object (RFC 8259, UTF-8 not verified), and each value is all that
     * stands between the quotes of a string that is no key, or a whole number, {@code true}, {@code
     * false} or {@code null}.
     */
    JSON,

    /**
     * Each line is {@code key=value} pairs with one space between them. Keys and values without
     * quotes are not empty and have no space, quote, equals sign or control character; a value in
     * quotes has no quote, backslash or control character between them. Each value is all behind an
     * equals sign, or all between quotes.
     */
    LOGFMT
  }

  /** How many values a line of the template has. */
  public int variables() {
    int count = 0;
    for (byte b : text) {
      count += b == VARIABLE ? 1 : 0;
    }
    return count;
  }
}
