package io.millrace.agent.docker;

import io.millrace.agent.pipeline.Rfc3339;
import java.io.ByteArrayOutputStream;

/** Puts the pieces of one stream's lines together. Not for concurrent use. */
final class LineJoiner {
  private final int maxBytes;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private long pendingNanos = Long.MAX_VALUE;
  private boolean isCut;

  /** Takes lines that are whole. */
  @FunctionalInterface
  interface LineConsumer {
    void line(long timeNanos, byte[] line, boolean isCut) throws InterruptedException;
  }

  LineJoiner(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The time of the line that is not whole; {@link Long#MAX_VALUE} for none. */
  long pendingNanos() {
    return pendingNanos;
  }

  /**
   * Takes a piece: a time, a space, a part of a line, and a line feed if it is the last.
   *
   * @return false when there is no time in front
   */
  boolean piece(byte[] bytes, int length, LineConsumer into) throws InterruptedException {
    int space = 0;
    while (space < length && bytes[space] != ' ') {
      space++;
    }
    long time = space == length ? Rfc3339.INVALID : Rfc3339.parse(bytes, 0, space);
    if (time == Rfc3339.INVALID) {
      return false;
    }
    if (pendingNanos != Long.MAX_VALUE && time != pendingNanos) {
      // The rest of the line before never came.
      flush(into);
    }
    pendingNanos = time;
    boolean isLast = bytes[length - 1] == '\n';
    int from = space + 1;
    int end = isLast ? length - 1 : length;
    if (isLast && end > from && bytes[end - 1] == '\r') {
      end--;
    }
    int kept = Math.min(end - from, maxBytes - pending.size());
    pending.write(bytes, from, kept);
    isCut |= kept < end - from;
    if (isLast) {
      flush(into);
    }
    return true;
  }

  /** Passes on what is there of a line. */
  void flush(LineConsumer into) throws InterruptedException {
    if (pendingNanos == Long.MAX_VALUE) {
      return;
    }
    long time = pendingNanos;
    byte[] line = pending.toByteArray();
    boolean wasCut = isCut;
    pending.reset();
    pendingNanos = Long.MAX_VALUE;
    isCut = false;
    into.line(time, line, wasCut);
  }
}
