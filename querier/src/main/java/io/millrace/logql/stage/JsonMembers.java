package io.millrace.logql.stage;

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

  /** Moves to the next member; false at the end and at what is malformed. */
  boolean next() {
    if (!started) {
      started = true;
      return open() && member();
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
    return at < 0 ? fail(JsonScanner.BAD_ARRAY) : member();
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

  private boolean member() {
    if (buffer[at] == '}') {
      return false;
    }
    if (buffer[at] != '"') {
      return fail(JsonScanner.BAD_OBJECT);
    }
    keyStart = at + 1;
    int keyClose = JsonText.stringEnd(buffer, keyStart, end);
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
