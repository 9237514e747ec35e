package io.millrace.chunk.columnar.template;

/** UUIDs as they are mostly written: lower-case digits in groups of 8, 4, 4, 4 and 12. */
final class Uuids {
  private static final int LENGTH = 36;

  private Uuids() {}

  /**
   * Where a UUID that begins at {@code start} ends, with no letter or digit behind it; {@code
   * start} if none does.
   */
  static int end(byte[] text, int start, int limit) {
    if (start + LENGTH > limit || text[start + 8] != '-' || text[start + 13] != '-') {
      return start;
    }
    for (int i = 0; i < LENGTH; i++) {
      byte c = text[start + i];
      boolean fits = isDash(i) ? c == '-' : VariableValues.isHexDigit(c);
      if (!fits) {
        return start;
      }
    }
    int end = start + LENGTH;
    return end < limit && isLetterOrDigit(text[end]) ? start : end;
  }

  static boolean isLetterOrDigit(byte c) {
    return TimeText.isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  }

  private static boolean isDash(int at) {
    return at == 8 || at == 13 || at == 18 || at == 23;
  }
}
