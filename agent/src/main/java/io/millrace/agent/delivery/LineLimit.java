package io.millrace.agent.delivery;

/**
 * Promtail's {@code max_line_size}.
 *
 * @param bytes 0 for no limit
 * @param truncates whether longer lines are cut, else they are dropped
 */
public record LineLimit(int bytes, boolean truncates) {
  public static final LineLimit NONE = new LineLimit(0, false);

  boolean isExceededBy(int length) {
    return bytes > 0 && length > bytes;
  }

  /** The length of a line that is cut, such that no character is cut through. */
  int cut(byte[] line, int offset) {
    int length = bytes;
    while (length > 0 && (line[offset + length] & 0xC0) == 0x80) {
      length--;
    }
    return length;
  }
}
