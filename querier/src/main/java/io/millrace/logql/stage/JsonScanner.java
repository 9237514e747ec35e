package io.millrace.logql.stage;

/**
 * Finds the ends of JSON values without checking what lies inside, as leniently as Loki's parser;
 * results below zero are the {@code BAD_…} constants.
 */
final class JsonScanner {
  static final int BAD_JSON = -1;
  static final int BAD_STRING = -2;
  static final int BAD_ARRAY = -3;
  static final int BAD_OBJECT = -4;
  static final int BAD_TYPE = -5;
  static final int BAD_ESCAPE = -6;

  private JsonScanner() {}

  static String message(int bad) {
    return switch (bad) {
      case BAD_STRING -> "Value is string, but can't find closing '\"' symbol";
      case BAD_ARRAY -> "Value is array, but can't find closing ']' symbol";
      case BAD_OBJECT -> "Value looks like object, but can't find closing '}' symbol";
      case BAD_TYPE -> "Unknown value type";
      case BAD_ESCAPE -> "Encountered an invalid escape sequence in a string";
      default -> "Malformed JSON error";
    };
  }

  /** Offset of the first byte that is no blank, or -1. */
  static int token(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = buffer[i];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return i;
      }
    }
    return -1;
  }

  /** Offset behind the value that begins at {@code from}, which is no blank. */
  static int valueEnd(byte[] buffer, int from, int to) {
    byte first = buffer[from];
    if (first == '"') {
      int end = JsonText.stringEnd(buffer, from + 1, to);
      return end < 0 ? BAD_STRING : end;
    }
    if (first == '[') {
      int end = blockEnd(buffer, from, to, (byte) '[', (byte) ']');
      return end < 0 ? BAD_ARRAY : end;
    }
    if (first == '{') {
      int end = blockEnd(buffer, from, to, (byte) '{', (byte) '}');
      return end < 0 ? BAD_OBJECT : end;
    }
    int end = wordEnd(buffer, from, to);
    return isWord(buffer, from, end) ? end : BAD_TYPE;
  }

  private static int wordEnd(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      switch (buffer[i]) {
        case ' ', '\n', '\r', '\t', ',', '}', ']' -> {
          return i;
        }
        default -> {}
      }
    }
    return to;
  }

  private static boolean isWord(byte[] buffer, int from, int to) {
    byte first = from < to ? buffer[from] : 0;
    return switch (first) {
      case 't' -> equals(buffer, from, to, "true");
      case 'f' -> equals(buffer, from, to, "false");
      case 'n' -> equals(buffer, from, to, "null");
      default -> first == '-' || (first >= '0' && first <= '9');
    };
  }

  private static boolean equals(byte[] buffer, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (buffer[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int blockEnd(byte[] buffer, int from, int to, byte open, byte close) {
    int level = 0;
    for (int i = from; i < to; i++) {
      byte b = buffer[i];
      if (b == '"') {
        int end = JsonText.stringEnd(buffer, i + 1, to);
        if (end < 0) {
          return -1;
        }
        i = end - 1;
      } else if (b == open) {
        level++;
      } else if (b == close && --level == 0) {
        return i + 1;
      }
    }
    return -1;
  }
}
