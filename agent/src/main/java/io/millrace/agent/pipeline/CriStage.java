package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code cri}: lines of containerd and CRI-O, {@code <time> <stream> <tags> <content>}. Sets time,
 * line and the label {@code stream}, and joins pieces (first tag {@code P}) for each stream apart.
 * A line of another shape passes unchanged.
 */
final class CriStage implements Stage {
  private static final byte[] STDOUT = "stdout".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STDERR = "stderr".getBytes(StandardCharsets.US_ASCII);

  private final Options options;
  private final LabelSetter streamLabel = new LabelSetter("stream");
  private final Held stdout;
  private final Held stderr;

  /**
   * Settings.
   *
   * @param maxLineBytes of a joined line; what is beyond is cut off
   * @param keepsExtracted whether a later stage looks at extracted values
   */
  record Options(int maxLineBytes, boolean keepsExtracted) {}

  /** The pieces of one stream and the labels that go with them. */
  private static final class Held {
    final String stream;
    final PieceJoiner pieces;
    Labels labels = Labels.empty();
    private long lastNanos = Rfc3339.INVALID;

    Held(String stream, int maxLineBytes) {
      this.stream = stream;
      this.pieces = new PieceJoiner(maxLineBytes);
    }

    /**
     * A time that cannot be read is the one before it and a nanosecond, the first one of reading.
     */
    long time(long written, long readNanos) {
      if (written != Rfc3339.INVALID) {
        lastNanos = written;
        return written;
      }
      return lastNanos == Rfc3339.INVALID ? readNanos : ++lastNanos;
    }
  }

  CriStage(Options options) {
    this.options = options;
    this.stdout = new Held("stdout", options.maxLineBytes());
    this.stderr = new Held("stderr", options.maxLineBytes());
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    byte[] b = entry.buffer();
    int start = entry.offset();
    int end = start + entry.length();
    int timeEnd = space(b, start, end);
    int streamEnd = timeEnd < 0 ? -1 : timeEnd + 1 + STDOUT.length;
    Held held = streamEnd < 0 ? null : stream(b, timeEnd + 1, end);
    int tagsEnd = held == null ? -1 : space(b, streamEnd + 1, end);
    if (held == null || timeEnd == start || tagsEnd <= streamEnd + 1) {
      next.accept(entry);
      return;
    }
    long time = held.time(Rfc3339.parse(b, start, timeEnd), entry.timestampNanos());
    boolean isPiece =
        b[streamEnd + 1] == 'P' && (tagsEnd == streamEnd + 2 || b[streamEnd + 2] == ':');
    int contentLength = end - tagsEnd - 1;
    if (options.keepsExtracted()) {
      extract(entry, held, b, start, timeEnd, streamEnd, tagsEnd);
    }
    entry.timestampNanos(time);
    entry.labels(streamLabel.set(entry.labels(), held.stream));
    if (isPiece) {
      held.labels = entry.labels();
      held.pieces.add(entry, time, b, tagsEnd + 1, contentLength);
    } else if (held.pieces.isEmpty()) {
      next.accept(entry.line(b, tagsEnd + 1, contentLength));
    } else {
      held.pieces.finish(entry, b, tagsEnd + 1, contentLength);
      next.accept(entry);
    }
  }

  private @Nullable Held stream(byte[] b, int from, int end) {
    // The tags need a byte and a space behind the stream's name.
    if (end - from < STDOUT.length + 3 || b[from + STDOUT.length] != ' ') {
      return null;
    }
    if (startsWith(b, from, STDOUT)) {
      return stdout;
    }
    return startsWith(b, from, STDERR) ? stderr : null;
  }

  private static boolean startsWith(byte[] b, int from, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (b[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static int space(byte[] b, int from, int end) {
    for (int i = from; i < end; i++) {
      if (b[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static void extract(
      LogEntry entry, Held held, byte[] b, int start, int timeEnd, int streamEnd, int tagsEnd) {
    String content =
        new String(b, tagsEnd + 1, start + entry.length() - tagsEnd - 1, StandardCharsets.UTF_8);
    Map<String, @Nullable Object> values = entry.extracted();
    values.put("time", new String(b, start, timeEnd - start, StandardCharsets.US_ASCII));
    values.put("stream", held.stream);
    values.put(
        "flags", new String(b, streamEnd + 1, tagsEnd - streamEnd - 1, StandardCharsets.UTF_8));
    values.put("content", content);
  }

  @Override
  public void end(EntryConsumer next) {
    end(stdout, next);
    end(stderr, next);
  }

  private static void end(Held held, EntryConsumer next) {
    if (!held.pieces.isEmpty()) {
      LogEntry entry = new LogEntry();
      entry.labels(held.labels);
      entry.timestampNanos(held.pieces.timestampNanos());
      held.pieces.release(entry);
      next.accept(entry);
    }
  }

  @Override
  public long heldFrom(Progress content) {
    return Math.min(stdout.pieces.heldFrom(content), stderr.pieces.heldFrom(content));
  }
}
