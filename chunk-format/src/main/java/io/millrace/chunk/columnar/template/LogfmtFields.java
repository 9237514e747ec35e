package io.millrace.chunk.columnar.template;

/**
 * Finds the values of a line of {@code key=value} pairs: what stands behind each equals sign, up to
 * the next space or between quotes. Only lines about which all readers of logfmt agree are taken:
 * one space between pairs, nothing empty but what is in quotes, no escapes.
 */
final class LogfmtFields {
  private static final int INVALID = -1;

  /** A line with fewer pairs is more likely something else. */
  private static final int MIN_PAIRS = 2;

  private static final boolean[] BARE = bare();

  private final byte[] text;
  private final Spans values;

  /**
   * Looks at lines of {@code text}, each of which ends in a line feed.
   *
   * @param values where what is found is added
   */
  LogfmtFields(byte[] text, Spans values) {
    this.text = text;
    this.values = values;
  }

  private static boolean[] bare() {
    boolean[] bare = new boolean[256];
    for (int c = ' ' + 1; c < 256; c++) {
      bare[c] = c != '"' && c != '=' && c != '\\' && c != 0x7F;
    }
    return bare;
  }

  /**
   * Returns where the line feed is, or -1 when the line that begins here is nothing of the kind.
   */
  int find(int start) {
    int at = start;
    int pairs = 0;
    while (true) {
      int equals = bareEnd(at);
      if (equals == at || text[equals] != '=') {
        return INVALID;
      }
      at = value(equals + 1);
      pairs++;
      if (at < 0 || text[at] == '\n') {
        return pairs < MIN_PAIRS ? INVALID : at;
      }
      if (text[at] != ' ') {
        return INVALID;
      }
      at++;
    }
  }

  private int value(int start) {
    if (text[start] != '"') {
      int end = bareEnd(start);
      if (end == start) {
        return INVALID;
      }
      values.add(start, end);
      return end;
    }
    int at = start + 1;
    while (text[at] != '"') {
      byte c = text[at];
      if (c == '\\' || (c >= 0 && c < ' ') || c == 0x7F) {
        return INVALID;
      }
      at++;
    }
    values.add(start + 1, at);
    return at + 1;
  }

  private int bareEnd(int start) {
    int at = start;
    while (BARE[text[at] & 0xFF]) {
      at++;
    }
    return at;
  }
}
