package io.millrace.logql.stage;

import org.jspecify.annotations.Nullable;

/** The bytes of the line at hand, or where to get them. Not safe for concurrent use. */
final class CurrentLine {
  private byte[] buffer = new byte[0];
  private int start;
  private int end;

  /** Null when the bytes are there. */
  private @Nullable LineSource source;

  private int entry;

  void set(byte[] bytes, int from, int to) {
    source = null;
    buffer = bytes;
    start = from;
    end = to;
  }

  /** The line of an entry, which is asked for when someone looks at it. */
  void set(LineSource lines, int entryOfLine) {
    source = lines;
    entry = entryOfLine;
  }

  byte[] buffer() {
    load();
    return buffer;
  }

  int start() {
    load();
    return start;
  }

  int end() {
    load();
    return end;
  }

  int length() {
    LineSource lines = source;
    return lines == null ? end - start : lines.length(entry);
  }

  private void load() {
    LineSource lines = source;
    if (lines != null) {
      lines.load(entry, this);
    }
  }
}
