package io.millrace.agent.syslog;

import java.nio.charset.StandardCharsets;

/** Steps through the bytes of a frame. */
final class FrameScanner {
  private final byte[] bytes;
  private final int end;
  private int at;

  FrameScanner(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  int position() {
    return at;
  }

  void position(int next) {
    at = next;
  }

  boolean hasMore() {
    return at < end;
  }

  boolean isAt(char wanted) {
    return at < end && bytes[at] == wanted;
  }

  boolean skip(char wanted) {
    if (isAt(wanted)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(char wanted, String where) throws SyslogException {
    if (!skip(wanted)) {
      throw new SyslogException(
          "expected '" + wanted + "' " + where + " at byte " + at + ", found " + found());
    }
  }

  private String found() {
    if (at >= end) {
      return "the end";
    }
    int value = bytes[at] & 0xff;
    return value >= 0x20 && value < 0x7f ? "'" + (char) value + "'" : "byte " + value;
  }

  /** The next byte; {@link #hasMore} must hold. */
  byte take() {
    return bytes[at++];
  }

  /** {@code <PRI>}, a number from 0 to 191. */
  int priority() throws SyslogException {
    expect('<', "before the priority");
    int value = number(3);
    if (value < 0 || value > SyslogMessage.MAX_PRIORITY) {
      throw new SyslogException("the priority is no number from 0 to 191");
    }
    expect('>', "after the priority");
    return value;
  }

  /** Digits as a number, -1 for none. */
  int number(int maxDigits) {
    int value = -1;
    for (int i = 0; i < maxDigits && at < end && bytes[at] >= '0' && bytes[at] <= '9'; i++) {
      value = Math.max(value, 0) * 10 + (bytes[at++] - '0');
    }
    return value;
  }

  /** Moves to the next space or the end. */
  void toSpace() {
    while (at < end && bytes[at] != ' ') {
      at++;
    }
  }

  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
