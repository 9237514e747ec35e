package io.millrace.logql.stage;

import io.millrace.units.Utf8;
import org.jspecify.annotations.Nullable;

/** Reads the pairs of a logfmt line. Not safe for concurrent use. */
final class LogfmtReader {
  private final byte[] buffer;
  private final int start;
  private final int end;
  private int at;
  private int keyStart;
  private int keyEnd;
  private int valueStart;
  private int valueEnd;
  private @Nullable String unescaped;
  private @Nullable String problem;

  LogfmtReader(byte[] buffer, int from, int to) {
    this.buffer = buffer;
    this.start = from;
    this.at = from;
    this.end = to;
  }

  int keyStart() {
    return keyStart;
  }

  int keyEnd() {
    return keyEnd;
  }

  int valueStart() {
    return valueStart;
  }

  int valueEnd() {
    return valueEnd;
  }

  /** The value when it had escapes, else null. */
  @Nullable String unescaped() {
    return unescaped;
  }

  /** What is wrong with the pair at hand; null when nothing is. */
  @Nullable String problem() {
    return problem;
  }

  /** True when the pair is well-formed and its value has no escapes. */
  boolean isPlain() {
    return problem == null && unescaped == null;
  }

  boolean isEmptyValue() {
    String text = unescaped;
    return text == null ? valueStart == valueEnd : text.isEmpty();
  }

  /**
   * Moves to the next pair, be it malformed or not; false at the end of the line. A malformed pair
   * reaches to the next blank, or to its closing quote.
   */
  boolean next() {
    problem = null;
    unescaped = null;
    valueStart = 0;
    valueEnd = 0;
    while (at < end && isBlank(buffer[at])) {
      at++;
    }
    if (at >= end) {
      return false;
    }
    keyStart = at;
    while (at < end && buffer[at] != '=' && buffer[at] != '"' && !isBlank(buffer[at])) {
      at++;
    }
    keyEnd = at;
    if (at < end && buffer[at] == '"') {
      return unexpected();
    }
    if (at < end && buffer[at] == '=' && keyEnd == keyStart) {
      return unexpected();
    }
    if (hasBadCharacter()) {
      return fail("invalid key");
    }
    if (at < end && buffer[at] == '=') {
      at++;
      value();
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  private boolean hasBadCharacter() {
    for (int i = keyStart; i < keyEnd; i++) {
      if (buffer[i] < 0) {
        return Utf8.decode(buffer, keyStart, keyEnd).indexOf('\uFFFD') >= 0;
      }
    }
    return false;
  }

  private void value() {
    if (at >= end || isBlank(buffer[at])) {
      return;
    }
    if (buffer[at] == '"') {
      quoted();
      return;
    }
    int from = at;
    while (at < end && !isBlank(buffer[at])) {
      if (buffer[at] == '=' || buffer[at] == '"') {
        unexpected();
        return;
      }
      at++;
    }
    valueStart = from;
    valueEnd = at;
  }

  private void quoted() {
    int from = at + 1;
    int close = JsonText.stringEnd(buffer, from, end);
    if (close < 0) {
      at = end;
      fail("unterminated quoted value");
      return;
    }
    at = close;
    valueStart = from;
    valueEnd = close - 1;
    if (JsonText.hasEscape(buffer, from, close - 1)) {
      String text = JsonText.unescape(buffer, from, close - 1, true);
      if (text == null) {
        // What follows the quote is a pair of its own.
        problem = problemHere("invalid quoted value");
        return;
      }
      unescaped = text;
    }
  }

  private boolean unexpected() {
    return fail("unexpected '" + (char) buffer[at] + "'");
  }

  private boolean fail(String what) {
    problem = problemHere(what);
    while (at < end && !isBlank(buffer[at])) {
      at++;
    }
    return true;
  }

  private String problemHere(String what) {
    return "logfmt syntax error at pos " + (at - start + 1) + " : " + what;
  }

  /** Sets a label to the value of the pair. */
  void setValue(LineRun run, int label) {
    String text = unescaped;
    if (text != null) {
      run.set(label, text.replace('\uFFFD', ' '));
    } else {
      Fields.set(run, label, buffer, valueStart, valueEnd);
    }
  }
}
