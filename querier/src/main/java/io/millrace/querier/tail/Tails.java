package io.millrace.querier.tail;

import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryLimits;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.service.http.WebSocketSession;
import io.millrace.store.live.LiveSource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tails, each on the thread of its connection. Safe for use by any number of threads. */
public final class Tails {
  /** Loki's bound on how long a tail may last. */
  public static final Duration DEFAULT_MAX_DURATION = Duration.ofHours(1);

  /** How long a reader may take nothing before its tail is ended. */
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Tails.class);
  private static final int INTERNAL_ERROR = 1011;
  private static final Duration TICK = Duration.ofMillis(200);
  private static final long PING_NANOS = Duration.ofSeconds(1).toNanos();

  private final Engine engine;
  private final LiveSource live;
  private final Duration maxDuration;
  private final Duration patience;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

  /**
   * No tails yet.
   *
   * @param maxDuration after which a tail is closed
   */
  public Tails(Engine engine, LiveSource live, Duration maxDuration, InstantSource clock) {
    this(engine, live, maxDuration, DEFAULT_PATIENCE, clock);
  }

  /**
   * No tails yet.
   *
   * @param maxDuration after which a tail is closed
   * @param patience with a reader that takes nothing although there is something for it
   */
  public Tails(
      Engine engine,
      LiveSource live,
      Duration maxDuration,
      Duration patience,
      InstantSource clock) {
    this.engine = engine;
    this.live = live;
    this.maxDuration = maxDuration;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Sends what is there and then what comes, until the session ends or a limit ends it.
   *
   * @throws IOException when the store can't be read
   */
  public void run(
      TailRequest request, QuerierLimits limits, FrameEncoder encoder, WebSocketSession session)
      throws IOException, InterruptedException {
    int count = running.merge(request.tenant(), 1, Integer::sum);
    try {
      int max = limits.maxConcurrentTails();
      if (max > 0 && count > max) {
        session.close(
            INTERNAL_ERROR,
            "max concurrent tail requests limit exceeded, count > limit (%d > %d)"
                .formatted(count, max));
        return;
      }
      follow(new Tail(request, encoder, session, clock), request, limits.query(), session);
    } finally {
      running.computeIfPresent(request.tenant(), (_, now) -> now == 1 ? null : now - 1);
    }
  }

  private void follow(
      Tail tail, TailRequest request, QueryLimits queryLimits, WebSocketSession session)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    long pinged = started;
    // Listens first, so that nothing is missed between what is there and what comes.
    try (LiveSource.Subscription _ =
        live.subscribe(request.tenant(), request.query().matchers(), tail.inbox())) {
      tail.begin(newest(request, queryLimits, session));
      while (!session.awaitClosed(TICK)) {
        long now = System.nanoTime();
        if (now - started > maxDuration.toNanos()) {
          session.close(INTERNAL_ERROR, "reached tail max duration limit");
          return;
        }
        if (now - pinged >= PING_NANOS) {
          session.ping();
          pinged = now;
        }
        tail.advance();
        if (tail.isStalledFor(patience)) {
          LOG.info("a tail is ended: its reader took nothing for {}", patience);
          session.close(INTERNAL_ERROR, "the reader took nothing for " + patience);
          return;
        }
      }
    }
  }

  private List<LogLine> newest(
      TailRequest request, QueryLimits queryLimits, WebSocketSession session) throws IOException {
    QueryContext context = new QueryContext(queryLimits);
    session.onClose(context::cancel);
    long end = clock.millis() * 1_000_000 - request.delayNanos();
    QueryRequest query =
        new QueryRequest(
            request.tenant(),
            request.query(),
            request.startNanos(),
            end,
            1,
            request.limit(),
            Direction.BACKWARD,
            0,
            false);
    return switch (engine.execute(query, context)) {
      case QueryResult.Lines lines -> lines.lines().reversed();
      case QueryResult.Matrix _, QueryResult.Vector _, QueryResult.Scalar _ ->
          throw new IllegalStateException("a log query has lines for a result");
    };
  }
}
