package io.millrace.agent.input;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.pipeline.Pipeline;
import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.labels.Labels;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The stages that one connection's entries go through. Safe for use by any thread. */
public final class Feed implements AutoCloseable {
  /** A time to say for an entry that has none of its own. */
  public static final long NOW = Long.MIN_VALUE;

  private static final long POLL_MILLIS = 20;

  private final EntrySink sink;
  private final AgentClock clock;
  private final @Nullable CursorTrail trail;
  private final Feeds feeds;
  private final Pipeline pipeline;
  private final ReentrantLock lock = new ReentrantLock();
  private final LogEntry entry = new LogEntry();
  private volatile @Nullable Gate gate;
  private long lastNanos;
  private boolean isClosed;

  Feed(
      PipelineSpec stages,
      EntrySink sink,
      StageContext context,
      @Nullable CursorTrail trail,
      Feeds feeds) {
    this.sink = sink;
    this.clock = context.clock();
    this.trail = trail;
    this.feeds = feeds;
    this.pipeline = stages.create(this::send, context);
  }

  private void send(LogEntry finished) {
    Gate slower = finished.gate();
    Gate next = sink.accept(finished);
    if (next != null) {
      gate = next;
    } else if (slower != null) {
      gate = slower;
    }
  }

  /** Takes a copy of an entry, room or not. */
  public void accept(long timeNanos, Labels labels, byte[] bytes, int offset, int length) {
    accept(timeNanos, labels, Labels.empty(), bytes, offset, length);
  }

  /**
   * Takes a copy of an entry with structured metadata, room or not.
   *
   * @param timeNanos since 1970, or {@link #NOW}
   */
  public void accept(
      long timeNanos, Labels labels, Labels metadata, byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      begin(timeNanos, labels, bytes, offset, length).metadata(metadata);
      pipeline.accept(entry);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a copy of an entry of a source that is followed.
   *
   * @param cursor to go on after this entry
   */
  public void follow(long timeNanos, Labels labels, Labels metadata, byte[] line, String cursor) {
    CursorTrail followed = followed();
    lock.lock();
    try {
      begin(timeNanos, labels, line, 0, line.length)
          .from(followed.progress(), followed.next())
          .metadata(metadata);
      pipeline.accept(entry);
      followed.passed(cursor, pipeline.heldFrom(followed.progress()));
    } finally {
      lock.unlock();
    }
  }

  /** Passes over an entry that rules have dropped. */
  public void skip(String cursor) {
    CursorTrail followed = followed();
    lock.lock();
    try {
      followed.passed(cursor, pipeline.heldFrom(followed.progress()));
    } finally {
      lock.unlock();
    }
  }

  private CursorTrail followed() {
    if (trail == null) {
      throw new IllegalStateException("a feed without a cursor");
    }
    return trail;
  }

  @Nullable CursorTrail trail() {
    return trail;
  }

  private LogEntry begin(long timeNanos, Labels labels, byte[] bytes, int offset, int length) {
    long time = timeNanos;
    if (time == NOW) {
      // Rising, so that the order of entries without a time is kept.
      lastNanos = Math.max(clock.epochNanos(), lastNanos + 1);
      time = lastNanos;
    }
    return entry.begin(time, labels, bytes, offset, length);
  }

  /** Whether the next entry would find room. */
  public boolean hasRoom() {
    Gate full = gate;
    if (full != null && full.hasRoom()) {
      gate = null;
      return true;
    }
    return full == null;
  }

  /** Waits until there is room. */
  public void awaitRoom() throws InterruptedException {
    while (!hasRoom()) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Passes on what stages have withheld long enough. */
  void tick() {
    lock.lock();
    try {
      if (!isClosed) {
        pipeline.tick(clock.nanoTime());
        updateHeld();
      }
    } finally {
      lock.unlock();
    }
  }

  private void updateHeld() {
    if (trail != null) {
      trail.held(pipeline.heldFrom(trail.progress()));
    }
  }

  /** Passes on what stages withhold; nothing more is to come. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!isClosed) {
        isClosed = true;
        pipeline.end();
        updateHeld();
      }
    } finally {
      lock.unlock();
    }
    feeds.closed(this);
  }
}
