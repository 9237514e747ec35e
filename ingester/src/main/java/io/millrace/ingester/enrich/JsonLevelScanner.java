package io.millrace.ingester.enrich;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the first string value under one of a few keys in a line of JSON, in the order of the
 * document, without building anything. Objects are entered down to a depth, arrays are not. A line
 * that turns out malformed has no value.
 */
final class JsonLevelScanner {
  private final FieldNames fields;
  private final int maxDepth;

  /**
   * Looks for the given keys.
   *
   * @param maxDepth how many levels of objects are looked at, 1 being the line's own; no limit when
   *     zero or less
   */
  JsonLevelScanner(FieldNames fields, int maxDepth) {
    this.fields = fields;
    this.maxDepth = maxDepth;
  }

  /** The value, or null. */
  @Nullable String find(byte[] text, int start, int end) {
    return new Scan(text, start, end).run();
  }

  /** One pass over one line. */
  private final class Scan {
    private final byte[] text;
    private final int end;
    private int at;
    private int depth;

    Scan(byte[] text, int start, int end) {
      this.text = text;
      this.at = start;
      this.end = end;
    }

    @Nullable String run() {
      skipSpace();
      if (!take('{')) {
        return null;
      }
      depth = 1;
      while (at < end) {
        skipSpace();
        if (take('}')) {
          if (--depth == 0) {
            return null;
          }
          skipSpace();
          take(',');
          continue;
        }
        int keyStart = at + 1;
        if (!skipString()) {
          return null;
        }
        int key = fields.indexOf(text, keyStart, at - 1);
        skipSpace();
        if (!take(':')) {
          return null;
        }
        skipSpace();
        if (at >= end) {
          return null;
        }
        if (text[at] == '"') {
          int valueStart = at + 1;
          if (!skipString()) {
            return null;
          }
          if (key >= 0) {
            return new String(text, valueStart, at - 1 - valueStart, StandardCharsets.UTF_8);
          }
        } else if (text[at] == '{' && (maxDepth <= 0 || depth < maxDepth)) {
          at++;
          depth++;
          continue;
        } else if (!skipValue()) {
          return null;
        }
        skipSpace();
        take(',');
      }
      return null;
    }

    private void skipSpace() {
      while (at < end && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) {
        at++;
      }
    }

    private boolean take(char c) {
      if (at < end && text[at] == c) {
        at++;
        return true;
      }
      return false;
    }

    /** Moves behind a string's closing quote; false when there is no whole string here. */
    private boolean skipString() {
      if (!take('"')) {
        return false;
      }
      while (at < end) {
        byte c = text[at++];
        if (c == '"') {
          return true;
        }
        if (c == '\\') {
          at++;
        }
      }
      return false;
    }

    /** Moves behind a number, a word, an array or an object that is not entered. */
    private boolean skipValue() {
      int open = 0;
      while (at < end) {
        switch (text[at]) {
          case '"' -> {
            if (!skipString()) {
              return false;
            }
          }
          case '{', '[' -> {
            open++;
            at++;
          }
          case '}', ']' -> {
            if (open == 0) {
              return true;
            }
            open--;
            at++;
            if (open == 0) {
              return true;
            }
          }
          case ',' -> {
            if (open == 0) {
              return true;
            }
            at++;
          }
          default -> at++;
        }
      }
      return false;
    }
  }
}
