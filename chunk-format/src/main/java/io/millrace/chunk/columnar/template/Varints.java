package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;

/** Reads varints. */
final class Varints {
  private final byte[] bytes;
  private final int end;
  private int at;

  Varints(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  long next() throws FormatException {
    int from = at;
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && from < end; shift += 7) {
      byte next = bytes[from++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        at = from;
        return value;
      }
    }
    throw FormatException.damaged(at, "too few numbers in a column");
  }

  long nextSigned() throws FormatException {
    long coded = next();
    return (coded >>> 1) ^ -(coded & 1);
  }

  void requireEnd() throws FormatException {
    if (at != end) {
      throw FormatException.mismatch(at, "bytes behind the numbers of a column", 0, end - at);
    }
  }
}
