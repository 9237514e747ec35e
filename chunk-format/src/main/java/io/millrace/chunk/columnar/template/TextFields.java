package io.millrace.chunk.columnar.template;

import io.millrace.chunk.LineTemplate;
import java.util.Arrays;

/**
 * Finds what varies in a line of any kind: times, UUIDs, what stands in double quotes, and words
 * with a digit.
 */
final class TextFields {
  private static final int INVALID = -1;
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;
  private static final byte ESCAPE = 3;
  private static final byte QUOTE = 4;
  private static final byte[] CLASSES = classes();

  private final byte[] text;
  private final Spans values;

  /**
   * Looks at lines of {@code text}, each of which ends in a line feed.
   *
   * @param values where what is found is added
   */
  TextFields(byte[] text, Spans values) {
    this.text = text;
    this.values = values;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    Arrays.fill(classes, 'a', 'z' + 1, LETTER);
    Arrays.fill(classes, 'A', 'Z' + 1, LETTER);
    Arrays.fill(classes, '0', '9' + 1, DIGIT);
    classes[LineTemplate.VARIABLE] = ESCAPE;
    classes['"'] = QUOTE;
    return classes;
  }

  /** Returns where the line feed is, or -1 when the line that begins here can't be a template. */
  int find(int start) {
    int at = start;
    while (text[at] != '\n') {
      int kind = CLASSES[text[at] & 0xFF];
      if (kind == ESCAPE) {
        return INVALID;
      }
      if (kind == QUOTE) {
        at = quoted(at);
      } else if (kind == 0) {
        at++;
      } else {
        at = word(at);
      }
    }
    return at;
  }

  private int quoted(int start) {
    int at = start + 1;
    while (text[at] != '"') {
      if (text[at] == '\n' || text[at] == LineTemplate.VARIABLE) {
        return start + 1;
      }
      at++;
    }
    if (at > start + 1) {
      values.add(start + 1, at);
    }
    return at + 1;
  }

  private int word(int start) {
    int time = TimeText.end(text, start);
    if (time > start) {
      values.add(start, time);
      return time;
    }
    int uuid = Uuids.end(text, start, text.length);
    if (uuid > start) {
      values.add(start, uuid);
      return uuid;
    }
    int at = start;
    int seen = 0;
    int kind = CLASSES[text[at] & 0xFF];
    while (kind == LETTER || kind == DIGIT) {
      seen |= kind;
      kind = CLASSES[text[++at] & 0xFF];
    }
    if ((seen & DIGIT) != 0) {
      values.add(start, at);
    }
    return at;
  }
}
