package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.rule.GroupKey;
import java.time.Duration;

/** The times at which a group is evaluated, in milliseconds since 1970. */
final class GroupTimes {
  private final long interval;
  private final long offset;

  GroupTimes(GroupKey key, Duration interval) {
    this.interval = interval.toMillis();
    this.offset = Math.floorMod(key.hashCode() * 0x9E3779B97F4A7C15L, this.interval);
  }

  /** The last time that is not after {@code now}. */
  long lastBefore(long now) {
    return now - Math.floorMod(now - offset, interval);
  }

  /** The times after {@code from} and up to {@code to}, both of the group. */
  long between(long from, long to) {
    return (to - from) / interval;
  }
}
