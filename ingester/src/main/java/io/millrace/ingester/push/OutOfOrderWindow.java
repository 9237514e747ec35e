package io.millrace.ingester.push;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/** Drops entries that are too far behind the newest one of their stream, with Loki's words. */
final class OutOfOrderWindow {
  private static final int LISTED = 10;

  private final long windowNanos;
  private final String tenant;

  OutOfOrderWindow(long windowNanos, String tenant) {
    this.windowNanos = windowNanos;
    this.tenant = tenant;
  }

  /**
   * What of a batch is taken.
   *
   * @param refused how many entries are not
   * @param message why not; null when all are taken
   */
  record Result(EntryBatch entries, int refused, @Nullable String message) {}

  /**
   * Looks at a batch in its order, each entry against the newest before it.
   *
   * @param highestTimestamp of the stream up to now; Long.MIN_VALUE without one
   */
  Result accept(Labels labels, EntryBatch batch, long highestTimestamp) {
    long highest = highestTimestamp;
    boolean[] refused = null;
    int refusedCount = 0;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < batch.size(); i++) {
      long timestamp = batch.timestamp(i);
      boolean tooOld = highest != Long.MIN_VALUE && timestamp < highest - windowNanos;
      if (tooOld) {
        if (refused == null) {
          refused = new boolean[batch.size()];
        }
        refused[i] = true;
        if (refusedCount++ < LISTED) {
          text.append(line(timestamp, highest - windowNanos));
        }
      }
      highest = Math.max(highest, timestamp);
    }
    if (refused == null) {
      return new Result(batch, 0, null);
    }
    text.append(
        "user '%s', total ignored: %d out of %d for stream: %s"
            .formatted(tenant, refusedCount, batch.size(), labels));
    return new Result(without(batch, refused, refusedCount), refusedCount, text.toString());
  }

  private static String line(long timestamp, long oldest) {
    return ("entry with timestamp %s ignored, reason: 'entry too far behind, entry timestamp is:"
            + " %s, oldest acceptable timestamp is: %s',\n")
        .formatted(
            PushTimes.go(timestamp), PushTimes.rfc3339(timestamp), PushTimes.rfc3339(oldest));
  }

  private static EntryBatch without(EntryBatch batch, boolean[] refused, int refusedCount) {
    int[] kept = new int[batch.size() - refusedCount];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (!refused[i]) {
        kept[count++] = i;
      }
    }
    return batch.select(kept);
  }
}
