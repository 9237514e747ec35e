package io.millrace.ingester.enrich;

/** Case of ASCII letters in bytes. */
final class AsciiCase {
  private AsciiCase() {}

  static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c + ('a' - 'A')) : c;
  }

  /** Whether the bytes from {@code start} are {@code lowerCase}, but for case; they must exist. */
  static boolean equalsLower(byte[] lowerCase, byte[] text, int start) {
    for (int i = 0; i < lowerCase.length; i++) {
      if (lower(text[start + i]) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }
}
