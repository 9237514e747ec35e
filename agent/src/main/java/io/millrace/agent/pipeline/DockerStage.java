package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code docker}: lines of Docker's json-file driver. Sets time, line and the label {@code stream}.
 *
 * <p>Docker splits lines at 16 KiB; only the last piece ends in a line feed. The pieces are joined
 * and the line feed is removed, which Promtail does not do. A line of another shape passes
 * unchanged.
 */
final class DockerStage implements Stage {
  private final boolean keepsExtracted;
  private final DockerLine frame = new DockerLine();
  private final LabelSetter streamLabel = new LabelSetter("stream");
  private final PieceJoiner stdout;
  private final PieceJoiner stderr;
  private Labels stdoutLabels = Labels.empty();
  private Labels stderrLabels = Labels.empty();

  /**
   * A stage for one file.
   *
   * @param maxLineBytes of a joined line; what is beyond is cut off
   * @param keepsExtracted whether a later stage looks at extracted values
   */
  DockerStage(int maxLineBytes, boolean keepsExtracted) {
    this.keepsExtracted = keepsExtracted;
    this.stdout = new PieceJoiner(maxLineBytes);
    this.stderr = new PieceJoiner(maxLineBytes);
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    if (!frame.read(entry.buffer(), entry.offset(), entry.length())) {
      next.accept(entry);
      return;
    }
    boolean isStdout = frame.isStdout();
    PieceJoiner pieces = isStdout ? stdout : stderr;
    entry.timestampNanos(frame.timestampNanos());
    entry.labels(streamLabel.set(entry.labels(), isStdout ? "stdout" : "stderr"));
    int length = frame.logLength();
    boolean isLast = length > 0 && frame.log()[length - 1] == '\n';
    if (!isLast) {
      if (isStdout) {
        stdoutLabels = entry.labels();
      } else {
        stderrLabels = entry.labels();
      }
      pieces.add(entry, frame.timestampNanos(), frame.log(), 0, length);
      return;
    }
    if (keepsExtracted) {
      Map<String, @Nullable Object> values = entry.extracted();
      values.put("stream", isStdout ? "stdout" : "stderr");
      values.put("timestamp", frame.time());
    }
    if (pieces.isEmpty()) {
      entry.line(frame.log(), 0, length - 1);
    } else {
      pieces.finish(entry, frame.log(), 0, length - 1);
    }
    if (keepsExtracted) {
      entry.extracted().put("output", entry.text());
    }
    next.accept(entry);
  }

  @Override
  public void end(EntryConsumer next) {
    end(stdout, stdoutLabels, next);
    end(stderr, stderrLabels, next);
  }

  private static void end(PieceJoiner pieces, Labels labels, EntryConsumer next) {
    if (!pieces.isEmpty()) {
      LogEntry entry = new LogEntry();
      entry.labels(labels);
      entry.timestampNanos(pieces.timestampNanos());
      pieces.release(entry);
      next.accept(entry);
    }
  }

  @Override
  public long heldFrom(Progress content) {
    return Math.min(stdout.heldFrom(content), stderr.heldFrom(content));
  }
}
