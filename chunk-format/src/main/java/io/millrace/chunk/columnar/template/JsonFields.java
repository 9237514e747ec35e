package io.millrace.chunk.columnar.template;

/**
 * Finds the values of a line that is one JSON object: what stands between the quotes of each string
 * that is no key, and each number and literal. The grammar is RFC 8259's, to the letter, since
 * readers rely on it; only UTF-8 is not verified.
 */
final class JsonFields {
  private static final int MAX_DEPTH = 32;
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** What does not go on is told by a negative place. */
  private static final int INVALID = -1;

  private final byte[] text;
  private final Spans values;

  /**
   * Looks at lines of {@code text}, each of which ends in a line feed.
   *
   * @param values where what is found is added
   */
  JsonFields(byte[] text, Spans values) {
    this.text = text;
    this.values = values;
  }

  /** Returns where the line feed is, or -1 when the line that begins here is no object. */
  int find(int start) {
    int at = skipSpace(start);
    if (text[at] != '{') {
      return INVALID;
    }
    at = object(at, 1);
    if (at < 0) {
      return INVALID;
    }
    at = skipSpace(at);
    return text[at] == '\n' ? at : INVALID;
  }

  private int skipSpace(int start) {
    int at = start;
    while (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') {
      at++;
    }
    return at;
  }

  private int object(int start, int depth) {
    int at = skipSpace(start + 1);
    if (text[at] == '}') {
      return at + 1;
    }
    while (true) {
      if (text[at] != '"') {
        return INVALID;
      }
      int end = stringEnd(at + 1);
      if (end < 0) {
        return INVALID;
      }
      at = skipSpace(end + 1);
      if (text[at] != ':') {
        return INVALID;
      }
      at = value(skipSpace(at + 1), depth);
      if (at < 0) {
        return INVALID;
      }
      at = skipSpace(at);
      if (text[at] == '}') {
        return at + 1;
      }
      if (text[at] != ',') {
        return INVALID;
      }
      at = skipSpace(at + 1);
    }
  }

  private int array(int start, int depth) {
    int at = skipSpace(start + 1);
    if (text[at] == ']') {
      return at + 1;
    }
    while (true) {
      at = value(at, depth);
      if (at < 0) {
        return INVALID;
      }
      at = skipSpace(at);
      if (text[at] == ']') {
        return at + 1;
      }
      if (text[at] != ',') {
        return INVALID;
      }
      at = skipSpace(at + 1);
    }
  }

  private int value(int start, int depth) {
    return switch (text[start]) {
      case '"' -> {
        int end = stringEnd(start + 1);
        if (end < 0) {
          yield INVALID;
        }
        values.add(start + 1, end);
        yield end + 1;
      }
      case '{' -> depth == MAX_DEPTH ? INVALID : object(start, depth + 1);
      case '[' -> depth == MAX_DEPTH ? INVALID : array(start, depth + 1);
      case 't' -> literal(start, TRUE);
      case 'f' -> literal(start, FALSE);
      case 'n' -> literal(start, NULL);
      default -> scalar(start, numberEnd(start));
    };
  }

  private int scalar(int start, int end) {
    if (end >= 0) {
      values.add(start, end);
    }
    return end;
  }

  private int literal(int start, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (text[start + i] != word[i]) {
        return INVALID;
      }
    }
    return scalar(start, start + word.length);
  }

  private int numberEnd(int start) {
    int at = text[start] == '-' ? start + 1 : start;
    int digits = digitsEnd(at);
    if (digits == at || (text[at] == '0' && digits > at + 1)) {
      return INVALID;
    }
    at = digits;
    if (text[at] == '.') {
      digits = digitsEnd(at + 1);
      if (digits == at + 1) {
        return INVALID;
      }
      at = digits;
    }
    if (text[at] == 'e' || text[at] == 'E') {
      int exponent = text[at + 1] == '+' || text[at + 1] == '-' ? at + 2 : at + 1;
      digits = digitsEnd(exponent);
      if (digits == exponent) {
        return INVALID;
      }
      at = digits;
    }
    return at;
  }

  private int digitsEnd(int start) {
    int at = start;
    while (text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  /** Where the quote is that ends the string whose text begins here. */
  private int stringEnd(int start) {
    int at = start;
    while (text[at] != '"') {
      byte c = text[at];
      if (c == '\\') {
        at = escapeEnd(at + 1);
        if (at < 0) {
          return INVALID;
        }
      } else if (c >= 0 && c < ' ') {
        return INVALID;
      } else {
        at++;
      }
    }
    return at;
  }

  private int escapeEnd(int at) {
    return switch (text[at]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' -> {
        for (int i = 1; i <= 4; i++) {
          // A line feed, which ends the line, is no digit.
          if (Character.digit(text[at + i], 16) < 0) {
            yield INVALID;
          }
        }
        yield at + 5;
      }
      default -> INVALID;
    };
  }
}
