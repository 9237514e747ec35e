package io.millrace.agent.pipeline;

import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Origin;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code multiline}: makes one entry of a first line and the lines up to the next first line, for
 * each label set apart. The entry keeps time, labels and extracted values of its first line. So do
 * further entries of the same block, when it was passed on before its end for its length or because
 * nothing came for a while. Lines before the first first line pass as they are.
 */
final class MultilineStage implements Stage {
  /** A file has few label sets at a time; with more of them all are begun anew. */
  private static final int MAX_STREAMS = 64;

  private final Pattern firstLine;
  private final int maxLines;
  private final long maxWaitNanos;
  private final int maxBytes;
  private final StageContext context;
  private final Map<Labels, Block> blocks = new LinkedHashMap<>();

  /** A first line, and the lines since then that were not passed on yet. */
  private static final class Block {
    final LogEntry first;
    final StringBuilder text = new StringBuilder();
    int lines;
    long touchedNanos;
    @Nullable Origin origin;

    Block(LogEntry line) {
      this.first = line.copy();
      // It comes with the others; this is for what goes with them.
      first.text("");
    }

    void add(LogEntry line, long now) {
      if (lines > 0) {
        text.append('\n');
      }
      text.append(line.text());
      lines++;
      touchedNanos = now;
      Origin added = line.origin();
      Origin known = origin;
      if (added != null && (known == null || known.progress() != added.progress())) {
        origin = new Origin(added.progress(), added.start(), known);
      }
    }

    /** Passes on what there is. */
    void flush(EntryConsumer next) {
      if (lines == 0) {
        return;
      }
      LogEntry joined = first.copy();
      joined.text(text.toString());
      Origin whole = origin;
      if (whole != null) {
        joined.from(whole);
      }
      text.setLength(0);
      text.trimToSize();
      lines = 0;
      origin = null;
      next.accept(joined);
    }
  }

  MultilineStage(
      Pattern firstLine, int maxLines, long maxWaitNanos, int maxBytes, StageContext context) {
    this.firstLine = firstLine;
    this.maxLines = maxLines;
    this.maxWaitNanos = maxWaitNanos;
    this.maxBytes = maxBytes;
    this.context = context;
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    boolean isFirst = firstLine.matcher(entry.text()).find();
    Block block = blocks.get(entry.labels());
    if (isFirst) {
      if (block != null) {
        block.flush(next);
      } else if (blocks.size() >= MAX_STREAMS) {
        end(next);
        blocks.clear();
      }
      block = new Block(entry);
      blocks.put(entry.labels(), block);
    }
    if (block == null) {
      next.accept(entry);
      return;
    }
    block.add(entry, context.clock().nanoTime());
    if (block.lines >= maxLines || block.text.length() >= maxBytes) {
      block.flush(next);
    }
  }

  @Override
  public void tick(long nowNanos, EntryConsumer next) {
    for (Block block : blocks.values()) {
      if (nowNanos - block.touchedNanos >= maxWaitNanos) {
        block.flush(next);
      }
    }
  }

  @Override
  public void end(EntryConsumer next) {
    blocks.values().forEach(block -> block.flush(next));
  }

  @Override
  public long heldFrom(Progress content) {
    long lowest = Long.MAX_VALUE;
    for (Block each : blocks.values()) {
      Origin origin = each.origin;
      lowest = origin == null ? lowest : Math.min(lowest, origin.startIn(content));
    }
    return lowest;
  }
}
