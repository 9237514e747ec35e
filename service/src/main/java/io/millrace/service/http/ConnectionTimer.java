package io.millrace.service.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches how long a connection stays in a phase. First in the pipeline, so that it sees the first
 * byte of a request before there is a whole head.
 *
 * <p>One check runs every quarter of the shortest timeout instead of a timer for each change of
 * phase: a change costs two field writes, and a timeout is late by a quarter at most.
 */
final class ConnectionTimer extends ChannelInboundHandlerAdapter {
  /** What the connection waits for. */
  enum Phase {
    /** The first byte of the next request. */
    IDLE,
    /** The rest of a request. */
    READING,
    /** Our own answer; the writer has its own limit. */
    ANSWERING
  }

  private final long readNanos;
  private final long idleNanos;
  private Phase phase = Phase.IDLE;
  private long sinceNanos = System.nanoTime();
  private @Nullable ScheduledFuture<?> check;

  ConnectionTimer(HttpServerOptions options) {
    this.readNanos = options.readTimeout().toNanos();
    this.idleNanos = options.idleTimeout().toNanos();
  }

  /** Starts a phase. Event loop only. */
  void enter(Phase next) {
    phase = next;
    sinceNanos = System.nanoTime();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    enter(Phase.IDLE);
    long everyNanos = Math.max(Duration.ofMillis(5).toNanos(), Math.min(readNanos, idleNanos) / 4);
    check =
        ctx.executor()
            .scheduleWithFixedDelay(() -> check(ctx), everyNanos, everyNanos, TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.IDLE) {
      enter(Phase.READING);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (check != null) {
      check.cancel(false);
    }
    ctx.fireChannelInactive();
  }

  private void check(ChannelHandlerContext ctx) {
    long elapsed = System.nanoTime() - sinceNanos;
    boolean late =
        switch (phase) {
          case IDLE -> elapsed >= idleNanos;
          case READING -> elapsed >= readNanos;
          case ANSWERING -> false;
        };
    if (late) {
      ctx.fireUserEventTriggered(phase);
      enter(Phase.ANSWERING);
    }
  }
}
