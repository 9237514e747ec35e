package io.millrace.agent.pipeline;

import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Origin;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pieces so far of a line that the container run-time has split, for one stream of one file.
 * Pieces are joined as bytes, since a split may go through a character.
 */
final class PieceJoiner {
  private static final byte[] NONE = {};

  private final int maxBytes;
  private byte[] bytes = NONE;
  private int length;
  private long cut;
  private long timestampNanos;
  private @Nullable Origin origin;

  /**
   * A joiner without pieces.
   *
   * @param maxBytes what is kept of a line; the rest is cut off
   */
  PieceJoiner(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return origin == null;
  }

  /** Bytes kept so far. */
  int length() {
    return length;
  }

  /** Time of the last piece, in nanoseconds since 1970. */
  long timestampNanos() {
    return timestampNanos;
  }

  /** Keeps a piece of the line that {@code entry} is a frame of. */
  void add(LogEntry entry, long time, byte[] piece, int offset, int size) {
    timestampNanos = time;
    extend(entry);
    append(piece, offset, size);
  }

  private void extend(LogEntry entry) {
    Progress progress = entry.progress();
    Origin known = origin;
    if (progress == null) {
      return;
    }
    if (known == null || known.progress() != progress) {
      origin = new Origin(progress, entry.start(), known);
    }
  }

  private void append(byte[] piece, int offset, int size) {
    int kept = Math.min(size, maxBytes - length);
    cut += size - kept;
    if (bytes.length - length < kept) {
      bytes = Arrays.copyOf(bytes, Math.max(length + kept, Math.min(maxBytes, 2 * bytes.length)));
    }
    System.arraycopy(piece, offset, bytes, length, kept);
    length += kept;
  }

  /** Adds the last piece and makes {@code entry} the joined line; the joiner is empty then. */
  void finish(LogEntry entry, byte[] piece, int offset, int size) {
    extend(entry);
    append(piece, offset, size);
    release(entry);
  }

  /** Makes {@code entry} the line of the pieces so far; the joiner is empty then. */
  void release(LogEntry entry) {
    Origin whole = origin;
    if (whole != null) {
      entry.from(whole);
    }
    entry.line(bytes, 0, length);
    if (cut > 0) {
      entry.metadata(truncated(entry.metadata()));
    }
    bytes = NONE;
    length = 0;
    cut = 0;
    origin = null;
  }

  /** Structured metadata with the mark of a line that was cut. */
  static Labels truncated(Labels metadata) {
    return metadata.toBuilder().set("truncated", "true").build();
  }

  long heldFrom(Progress content) {
    Origin held = origin;
    return held == null ? Long.MAX_VALUE : held.startIn(content);
  }
}
