package io.millrace.agent.pipeline;

import java.nio.charset.StandardCharsets;

/**
 * Reads a line of Docker's json-file driver: an object with {@code log}, {@code stream} and {@code
 * time}, all texts. Reused for line after line; not for concurrent use.
 */
final class DockerLine {
  private byte[] log = new byte[1 << 10];
  private int logLength;
  private long timestampNanos;
  private boolean hasLog;
  private boolean hasTime;
  private int timeFrom;
  private int timeTo;
  private boolean isStdout;
  private boolean isStderr;

  private byte[] b = log;
  private int at;
  private int end;

  byte[] log() {
    return log;
  }

  int logLength() {
    return logLength;
  }

  long timestampNanos() {
    return timestampNanos;
  }

  /** The time as it is written; while the bytes that were read are unchanged. */
  String time() {
    return new String(b, timeFrom, timeTo - timeFrom, StandardCharsets.US_ASCII);
  }

  boolean isStdout() {
    return isStdout;
  }

  boolean isStderr() {
    return isStderr;
  }

  /** Reads a line; false when it is not such an object with a log, a known stream and a time. */
  boolean read(byte[] bytes, int from, int length) {
    b = bytes;
    at = from;
    end = from + length;
    logLength = 0;
    hasLog = false;
    hasTime = false;
    isStdout = false;
    isStderr = false;
    skipSpace();
    if (!take('{')) {
      return false;
    }
    do {
      skipSpace();
      if (!member()) {
        return false;
      }
      skipSpace();
    } while (take(','));
    if (!take('}')) {
      return false;
    }
    skipSpace();
    return at == end && hasLog && hasTime && (isStdout || isStderr);
  }

  private boolean member() {
    int nameStart = at + 1;
    if (!skipText()) {
      return false;
    }
    int nameEnd = at - 1;
    skipSpace();
    if (!take(':')) {
      return false;
    }
    skipSpace();
    if (equal(nameStart, nameEnd, "log")) {
      hasLog = true;
      return unescape();
    }
    int valueStart = at + 1;
    if (at < end && b[at] == '"') {
      if (!skipText()) {
        return false;
      }
      value(nameStart, nameEnd, valueStart, at - 1);
      return true;
    }
    return skipValue();
  }

  private void value(int nameStart, int nameEnd, int from, int to) {
    if (equal(nameStart, nameEnd, "stream")) {
      isStdout = equal(from, to, "stdout");
      isStderr = equal(from, to, "stderr");
    } else if (equal(nameStart, nameEnd, "time")) {
      timestampNanos = Rfc3339.parse(b, from, to);
      hasTime = timestampNanos != Rfc3339.INVALID;
      timeFrom = from;
      timeTo = to;
    }
  }

  private boolean equal(int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (b[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void skipSpace() {
    while (at < end && (b[at] == ' ' || b[at] == '\t' || b[at] == '\r')) {
      at++;
    }
  }

  private boolean take(char c) {
    if (at < end && b[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean skipText() {
    if (!take('"')) {
      return false;
    }
    while (at < end && b[at] != '"') {
      at += b[at] == '\\' ? 2 : 1;
    }
    return take('"');
  }

  /** Skips an object, list, number or word: all of {@code attrs} is here. */
  private boolean skipValue() {
    int depth = 0;
    while (at < end) {
      byte c = b[at];
      if (c == '"') {
        if (!skipText()) {
          return false;
        }
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']' || c == ',') {
        if (depth == 0) {
          return true;
        }
        depth -= c == ',' ? 0 : 1;
      }
      at++;
    }
    return false;
  }

  private boolean unescape() {
    if (!take('"')) {
      return false;
    }
    if (log.length < end - at) {
      log = new byte[Math.max(end - at, 2 * log.length)];
    }
    int out = 0;
    while (at < end) {
      byte c = b[at++];
      if (c == '"') {
        logLength = out;
        return true;
      }
      if (c != '\\') {
        log[out++] = c;
        continue;
      }
      if (at == end) {
        return false;
      }
      byte escaped = b[at++];
      switch (escaped) {
        case 'n' -> log[out++] = '\n';
        case 't' -> log[out++] = '\t';
        case 'r' -> log[out++] = '\r';
        case 'b' -> log[out++] = '\b';
        case 'f' -> log[out++] = '\f';
        case '"', '\\', '/' -> log[out++] = escaped;
        case 'u' -> {
          int point = unicode();
          if (point < 0) {
            return false;
          }
          out = utf8(point, out);
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** The code point of an escape whose digits begin here, both halves of a pair; -1 for none. */
  private int unicode() {
    int unit = hex();
    if (unit < 0 || !Character.isSurrogate((char) unit)) {
      return unit;
    }
    boolean hasSecond =
        Character.isHighSurrogate((char) unit)
            && at + 6 <= end
            && b[at] == '\\'
            && b[at + 1] == 'u';
    if (hasSecond) {
      int before = at;
      at += 2;
      int low = hex();
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
      at = before;
    }
    return 0xFFFD;
  }

  private int hex() {
    if (at + 4 > end) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(b[at++], 16);
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private int utf8(int point, int from) {
    int out = from;
    if (point < 0x80) {
      log[out++] = (byte) point;
    } else if (point < 0x800) {
      log[out++] = (byte) (0xC0 | (point >> 6));
      log[out++] = (byte) (0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      log[out++] = (byte) (0xE0 | (point >> 12));
      log[out++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      log[out++] = (byte) (0x80 | (point & 0x3F));
    } else {
      log[out++] = (byte) (0xF0 | (point >> 18));
      log[out++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      log[out++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      log[out++] = (byte) (0x80 | (point & 0x3F));
    }
    return out;
  }
}
