package io.millrace.agent.tail;

import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.pipeline.Pipeline;
import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/** Makes entries of lines and sends them through the pipeline of one path. */
final class Emitter {
  private static final Labels TRUNCATED = Labels.of("truncated", "true");

  private TailTarget target;
  private final TailContext context;
  private Pipeline pipeline;
  private final LogEntry entry = new LogEntry();
  private @Nullable Gate gate;
  private long nowNanos;
  private long lastNanos;
  private long lines;

  Emitter(TailTarget target, TailContext context) {
    this.target = target;
    this.context = context;
    this.pipeline = target.pipeline().create(this::send, context.stages());
  }

  /** Goes on with the labels and stages of another target for the same file. */
  @SuppressWarnings("ReferenceEquality") // Mostly the very same; comparing stages takes longer.
  void follow(TailTarget next) {
    if (next == target) {
      return;
    }
    if (!next.pipeline().equals(target.pipeline())) {
      pipeline.end();
      pipeline = next.pipeline().create(this::send, context.stages());
    }
    target = next;
  }

  private void send(LogEntry finished) {
    Gate slower = finished.gate();
    Gate next = context.sink().accept(finished);
    if (next != null) {
      gate = next;
    } else if (slower != null) {
      gate = slower;
    }
  }

  /** Whether the next line would find room. */
  boolean hasRoom() {
    if (gate != null && gate.hasRoom()) {
      gate = null;
    }
    return gate == null;
  }

  /** Splits bytes of a generation that lie at its read offset; returns how many were taken. */
  int feed(Generation from, byte[] data, int start, int end) {
    nowNanos = context.clock().epochNanos();
    long zeros = from.splitter.skippedZeros();
    int taken =
        from.splitter.feed(
            data,
            start,
            end,
            from.readOffset,
            (b, at, n, where, cut) -> line(from, b, at, n, where, cut));
    context.metrics().zeros(from.splitter.skippedZeros() - zeros);
    countLines();
    return taken;
  }

  /** Takes the unterminated line at the end of a generation as it is. */
  void release(Generation from) {
    nowNanos = context.clock().epochNanos();
    from.splitter.release((b, at, n, where, cut) -> line(from, b, at, n, where, cut));
    countLines();
  }

  private void countLines() {
    if (lines > 0) {
      context.metrics().lines(target.path().toString(), lines);
      lines = 0;
    }
  }

  private boolean line(
      Generation from, byte[] buffer, int offset, int length, long start, long cut) {
    // Lines without a time of their own get the time of reading, rising so that order is kept.
    lastNanos = Math.max(nowNanos, lastNanos + 1);
    if (from.text.isUtf8()) {
      entry.begin(lastNanos, target.labels(), buffer, offset, length);
    } else {
      byte[] utf8 = from.text.toUtf8(buffer, offset, length, start == 0, cut > 0);
      entry.begin(lastNanos, target.labels(), utf8, 0, utf8.length);
      if (from.text.hasFailed()) {
        context.metrics().encodingFailure(target.path().toString());
      }
    }
    entry.from(from.progress, start);
    if (cut > 0) {
      context.metrics().truncated(cut);
      entry.metadata(TRUNCATED);
    }
    lines++;
    pipeline.accept(entry);
    return gate == null;
  }

  void tick(long monotonicNanos) {
    pipeline.tick(monotonicNanos);
  }

  /** Passes on what stages withhold: nothing more is to come. */
  void end() {
    pipeline.end();
  }

  /** Tells the account of a generation how far it is. */
  void account(Generation each) {
    long handed = each.splitter.isBegun() ? each.splitter.start() : each.readOffset;
    each.progress.handed(handed, pipeline.heldFrom(each.progress));
  }
}
