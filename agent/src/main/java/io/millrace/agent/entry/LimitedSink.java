package io.millrace.agent.entry;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes on no more entries than a rate allows. Safe for use by any thread. */
public final class LimitedSink implements EntrySink {
  private static final String REASON = "global_rate_limiter_drop";

  private final EntrySink next;
  private final boolean drops;
  private final TokenBucket bucket;
  private final AgentClock clock;
  private final Consumer<String> dropped;

  /**
   * A limit that nothing has been counted against.
   *
   * @param dropped told of each entry that is dropped, with the reason
   */
  public LimitedSink(EntrySink next, ReadRate rate, AgentClock clock, Consumer<String> dropped) {
    this.next = next;
    this.drops = rate.drops();
    this.bucket = new TokenBucket(rate.perSecond(), rate.burst());
    this.clock = clock;
    this.dropped = dropped;
  }

  @Override
  public @Nullable Gate accept(LogEntry entry) {
    if (drops) {
      if (bucket.take(clock.nanoTime())) {
        return next.accept(entry);
      }
      dropped.accept(REASON);
      return null;
    }
    boolean hasToken = bucket.owe(clock.nanoTime());
    Gate busy = next.accept(entry);
    if (hasToken) {
      return busy;
    }
    return () -> bucket.has(clock.nanoTime()) && (busy == null || busy.hasRoom());
  }

  @Override
  public void relieve() {
    next.relieve();
  }
}
