package io.millrace.labels;

/** Go's {@code strconv.Quote}: the text form of strings in label sets and in queries. */
public final class GoQuote {
  private static final String HEX = "0123456789abcdef";

  private GoQuote() {}

  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    appendQuoted(out, text);
    return out.toString();
  }

  /** Appends {@code text} in double quotes, with what Go does not print escaped. */
  public static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case 0x07 -> out.append("\\a");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0x0B -> out.append("\\v");
        default -> appendRune(out, c);
      }
    }
    out.append('"');
  }

  private static void appendRune(StringBuilder out, int c) {
    if (c < ' ' || c == 0x7F) {
      out.append("\\x");
      appendHex(out, c, 2);
    } else if (c < 0x7F || isPrint(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x10000) {
      out.append("\\u");
      appendHex(out, c, 4);
    } else {
      out.append("\\U");
      appendHex(out, c, 8);
    }
  }

  /**
   * Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols, and of the spaces
   * only U+0020.
   */
  private static boolean isPrint(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void appendHex(StringBuilder out, int value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.append(HEX.charAt((value >> shift) & 0xF));
    }
  }
}
