package io.millrace.agent.tail;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.position.PositionRecord;
import io.millrace.agent.position.PositionStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the positions say about a path.
 *
 * @param backfill how old rotated files of a container may be that is seen for the first time
 */
record History(Path path, PositionStore store, AgentClock clock, Duration backfill) {
  /** File times come from a coarser clock and are rounded. */
  private static final long CLOCK_SLACK_MILLIS = 2_000;

  /** Since when rotated files that are not known must be new. */
  long knownSince(Path real) {
    long newest = Math.max(newestSeen(path), newestSeen(real));
    if (newest != Long.MIN_VALUE) {
      return newest - CLOCK_SLACK_MILLIS;
    }
    boolean isContainer = real.getFileName().toString().matches("\\d+\\.log|.*-json\\.log");
    return isContainer ? clock.epochMillis() - backfill.toMillis() : Long.MAX_VALUE;
  }

  private long newestSeen(Path at) {
    return store.at(at.toString()).stream()
        .mapToLong(PositionRecord::seenMillis)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** A file with a rotated name whose content was read under the live name. */
  @Nullable PositionRecord copied(Opened opened) throws IOException {
    String name = path.toString();
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      PositionRecord copied = copied(opened, name.substring(0, dot));
      if (copied != null) {
        return copied;
      }
    }
    return null;
  }

  private @Nullable PositionRecord copied(Opened opened, String liveName) throws IOException {
    for (PositionRecord each : store.at(liveName)) {
      if (Resume.isCopy(opened, each)) {
        return new PositionRecord(
            store.newId(),
            opened.id(),
            each.path(),
            each.head(),
            each.offset(),
            each.tail(),
            each.seenMillis());
      }
    }
    return null;
  }
}
