package io.millrace.agent.pipeline;

import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Origin;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code multiline}: makes one entry of a first line and the lines up to the next first line, for
 * each label set apart. The entry keeps time, labels and extracted values of its first line.
 */
final class MultilineStage implements Stage {
  /** A file has few label sets at a time; more are flushed, the longest idle one first. */
  private static final int MAX_STREAMS = 64;

  private final Pattern firstLine;
  private final int maxLines;
  private final long maxWaitNanos;
  private final int maxBytes;
  private final StageContext context;
  private final Map<Labels, Block> blocks = new HashMap<>();

  private static final class Block {
    final LogEntry start;
    final StringBuilder text;
    int lines = 1;
    long touchedNanos;
    @Nullable Origin origin;

    Block(LogEntry start, long now) {
      this.start = start;
      this.text = new StringBuilder(start.text());
      this.origin = start.origin();
      this.touchedNanos = now;
    }

    void add(LogEntry entry, long now) {
      text.append('\n').append(entry.text());
      lines++;
      touchedNanos = now;
      Origin added = entry.origin();
      Origin known = origin;
      if (added != null && (known == null || known.progress() != added.progress())) {
        origin = new Origin(added.progress(), added.start(), known);
      }
    }

    LogEntry finish() {
      start.text(text.toString());
      Origin whole = origin;
      return whole == null ? start : start.from(whole);
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
    long now = context.clock().nanoTime();
    Block open = blocks.get(entry.labels());
    if (firstLine.matcher(entry.text()).find()) {
      if (open != null) {
        next.accept(open.finish());
      }
      if (open == null && blocks.size() >= MAX_STREAMS) {
        end(next);
      }
      blocks.put(entry.labels(), new Block(entry.copy(), now));
    } else if (open == null) {
      next.accept(entry);
    } else {
      open.add(entry, now);
      if (open.lines >= maxLines || open.text.length() >= maxBytes) {
        blocks.remove(entry.labels());
        next.accept(open.finish());
      }
    }
  }

  @Override
  public void tick(long nowNanos, EntryConsumer next) {
    for (Iterator<Block> each = blocks.values().iterator(); each.hasNext(); ) {
      Block block = each.next();
      if (nowNanos - block.touchedNanos >= maxWaitNanos) {
        each.remove();
        next.accept(block.finish());
      }
    }
  }

  @Override
  public void end(EntryConsumer next) {
    blocks.values().forEach(block -> next.accept(block.finish()));
    blocks.clear();
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
