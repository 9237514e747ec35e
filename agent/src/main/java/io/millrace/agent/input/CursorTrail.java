package io.millrace.agent.input;

import io.millrace.agent.entry.Progress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is acknowledged of a followed source into the cursor to go on after. Entries are
 * numbered; not every entry's cursor is remembered, so a restart may repeat a few. Safe for use by
 * any thread.
 */
public final class CursorTrail {
  /** Entries from one remembered cursor to the next: bounds the memory for cursors of a backlog. */
  private static final int STRIDE = 128;

  private final String key;
  private final Progress progress = new Progress(0);
  private final Deque<Passed> marks = new ArrayDeque<>();
  private long next;
  private long marked;
  private @Nullable String last;

  /** Entries before {@code end} are done when the cursor is. */
  private record Passed(long end, String cursor) {}

  /**
   * A trail without entries.
   *
   * @param key what the cursor is stored under
   */
  public CursorTrail(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  Progress progress() {
    return progress;
  }

  synchronized long next() {
    return next;
  }

  /**
   * The next entry was handed on, or dropped by rule.
   *
   * @param held number of the first entry that a stage withholds, {@link Long#MAX_VALUE} for none
   */
  synchronized void passed(String cursor, long held) {
    next++;
    last = cursor;
    progress.handed(next, held);
    if (next - marked >= STRIDE) {
      mark(cursor);
    }
  }

  /** What a stage withholds has changed. */
  synchronized void held(long first) {
    progress.handed(next, first);
  }

  private void mark(String cursor) {
    marks.add(new Passed(next, cursor));
    marked = next;
  }

  /** The newest cursor that everything is acknowledged up to; null for no newer one than before. */
  synchronized @Nullable String acknowledged() {
    if (last != null && marked < next) {
      mark(last);
    }
    long committed = progress.committed();
    String cursor = null;
    for (Passed first = marks.peek();
        first != null && first.end <= committed;
        first = marks.peek()) {
      cursor = first.cursor;
      marks.remove();
    }
    return cursor;
  }

  /** Whether everything that was handed on is acknowledged and told. */
  synchronized boolean isSettled() {
    return marked == next && marks.isEmpty();
  }
}
