package io.millrace.logql.stage;

import org.jspecify.annotations.Nullable;

/** Walks the members of one JSON object. Not safe for concurrent use. */
final class JsonMembers {
  private final byte[] buffer;
  private final int end;
  private int at;
  private boolean started;
  private int problem;
  private int keyStart;
  private int keyEnd;
  private int valueStart;
  private int valueEnd;
  private boolean asExpected;

  JsonMembers(byte[] buffer, int from, int to) {
    this.buffer = buffer;
    this.at = from;
    this.end = to;
  }

  /** One of the {@code BAD_…} constants when the object is malformed up to here, else 0. */
  int problem() {
    return problem;
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

  /** True when the key is the one that the last call of {@link #next(JsonKeys.Key)} has named. */
  boolean asExpected() {
    return asExpected;
  }

  /** Moves to the next member; false at the end and at what is malformed. */
  boolean next() {
    return next(null);
  }

  /**
   * As {@link #next()}.
   *
   * @param expected a key that is likely to come, and then need not be read to its end
   */
  boolean next(JsonKeys.@Nullable Key expected) {
    if (!started) {
      started = true;
      return open() && member(expected);
    }
    int comma = JsonScanner.token(buffer, valueEnd, end);
    if (comma < 0) {
      return fail(JsonScanner.BAD_ARRAY);
    }
    if (buffer[comma] == '}') {
      return false;
    }
    if (buffer[comma] != ',') {
      return fail(JsonScanner.BAD_OBJECT);
    }
    at = JsonScanner.token(buffer, comma + 1, end);
    return at < 0 ? fail(JsonScanner.BAD_ARRAY) : member(expected);
  }

  private boolean fail(int kind) {
    problem = kind;
    return false;
  }

  private boolean open() {
    at = JsonScanner.token(buffer, at, end);
    if (at < 0 || buffer[at] != '{') {
      return fail(JsonScanner.BAD_OBJECT);
    }
    at = JsonScanner.token(buffer, at + 1, end);
    return at >= 0 || fail(JsonScanner.BAD_JSON);
  }

  private boolean member(JsonKeys.@Nullable Key expected) {
    if (buffer[at] == '}') {
      return false;
    }
    if (buffer[at] != '"') {
      return fail(JsonScanner.BAD_OBJECT);
    }
    keyStart = at + 1;
    asExpected = false;
    int keyClose;
    if (expected != null && expected.isQuotedAt(buffer, keyStart, end)) {
      asExpected = true;
      keyClose = keyStart + expected.length() + 1;
    } else {
      keyClose = JsonText.stringEnd(buffer, keyStart, end);
    }
    if (keyClose < 0) {
      return fail(JsonScanner.BAD_JSON);
    }
    keyEnd = keyClose - 1;
    int colon = JsonScanner.token(buffer, keyClose, end);
    if (colon < 0 || buffer[colon] != ':') {
      return fail(JsonScanner.BAD_JSON);
    }
    valueStart = JsonScanner.token(buffer, colon + 1, end);
    if (valueStart < 0) {
      return fail(JsonScanner.BAD_JSON);
    }
    valueEnd = JsonScanner.valueEnd(buffer, valueStart, end);
    return valueEnd >= 0 || fail(valueEnd);
  }
}
