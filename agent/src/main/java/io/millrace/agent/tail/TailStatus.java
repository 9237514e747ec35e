package io.millrace.agent.tail;

import io.millrace.labels.Labels;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tail as {@code /targets} shows it.
 *
 * @param detail why it is not read; empty when it is
 * @param size bytes of the file
 * @param readOffset bytes read of it
 * @param committedOffset bytes acknowledged of it
 * @param lagBytes not acknowledged yet, of all contents that are open; a file that was closed in
 *     silence has none
 */
public record TailStatus(
    String job,
    String path,
    Labels labels,
    TailState state,
    String detail,
    long size,
    long readOffset,
    long committedOffset,
    long lagBytes,
    int openFiles) {
  /** The sum over all contents that are open. */
  static TailStatus of(
      TailTarget target,
      TailState state,
      String detail,
      List<Generation> generations,
      @Nullable Silent silent) {
    long size = 0;
    long read = 0;
    long committed = 0;
    long lag = 0;
    int open = 0;
    if (silent != null) {
      size = silent.stat().size();
      read = silent.offset();
      committed = silent.offset();
    }
    for (Generation each : generations) {
      try {
        long bytes = each.content.size() == Long.MAX_VALUE ? each.readOffset : each.content.size();
        size = bytes;
        read = each.readOffset;
        committed = each.committed();
        lag += Math.max(0, bytes - committed);
        open++;
      } catch (IOException ignored) {
        // Closed by its tail meanwhile.
      }
    }
    return new TailStatus(
        target.job(),
        target.path().toString(),
        target.labels(),
        state,
        detail,
        size,
        read,
        committed,
        lag,
        open);
  }
}
