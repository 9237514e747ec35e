package io.millrace.querier.limits;

import io.millrace.service.config.ConfigMap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets so many queries run at a time; others wait, in the order in which they came. A query that
 * runs among few is done sooner than one that shares the cores with hundreds, and holds its memory
 * for less time. Safe for use by any number of threads.
 */
public final class QueryGate {
  private static final int MIN_CONCURRENT = 8;
  private static final Duration GONE_CHECK = Duration.ofMillis(100);

  private final Limits limits;
  private final Object lock = new Object();
  private final Deque<Waiter> queue = new ArrayDeque<>();
  private final Map<String, Integer> waitingOfTenant = new HashMap<>();
  private int running;

  /**
   * How many may run and wait.
   *
   * @param concurrent queries that run at a time
   * @param waiting queries of one tenant that may wait
   */
  public record Limits(int concurrent, int waiting) {
    /** Reads {@code querier.max_concurrent} and what Loki's query scheduler has. */
    public static Limits from(ConfigMap root) {
      int cores = Runtime.getRuntime().availableProcessors();
      return new Limits(
          root.section("querier")
              .integer("max_concurrent", Math.max(MIN_CONCURRENT, 2 * cores), 1, 100_000),
          root.section("query_scheduler")
              .integer("max_outstanding_requests_per_tenant", 2048, 0, 1_000_000));
    }
  }

  /** One who waits; the latch opens when it is its turn. */
  private record Waiter(String tenant, CountDownLatch turn) {}

  /** A query that runs, from its creation to its close. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  public QueryGate(Limits limits) {
    this.limits = limits;
  }

  /** A gate that stands open. */
  public static QueryGate open() {
    return new QueryGate(new Limits(Integer.MAX_VALUE, 0));
  }

  /**
   * Waits for its turn.
   *
   * @param patience after which the query is refused
   * @param gone whether nobody wants the answer any more
   * @throws RefusedException when too many wait, or it has waited too long
   */
  public Turn enter(String tenant, Duration patience, BooleanSupplier gone)
      throws RefusedException, InterruptedException {
    Waiter waiter = new Waiter(tenant, new CountDownLatch(1));
    synchronized (lock) {
      if (running < limits.concurrent) {
        running++;
        return this::leave;
      }
      int waiting = waitingOfTenant.getOrDefault(tenant, 0);
      if (waiting >= limits.waiting) {
        throw new RefusedException();
      }
      waitingOfTenant.put(tenant, waiting + 1);
      queue.addLast(waiter);
    }
    boolean isItsTurn = false;
    try {
      isItsTurn = await(waiter, patience, gone);
    } finally {
      synchronized (lock) {
        waitingOfTenant.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
        // The turn may have come between the last look and this.
        if (!isItsTurn && !queue.remove(waiter)) {
          leave();
        }
      }
    }
    if (!isItsTurn) {
      throw new RefusedException();
    }
    return this::leave;
  }

  private static boolean await(Waiter waiter, Duration patience, BooleanSupplier gone)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!waiter.turn().await(GONE_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (gone.getAsBoolean() || (!patience.isZero() && System.nanoTime() - end > 0)) {
        return false;
      }
    }
    return true;
  }

  /** Hands the place to the one who has waited longest. */
  private void leave() {
    synchronized (lock) {
      Waiter next = queue.pollFirst();
      if (next == null) {
        running--;
      } else {
        next.turn().countDown();
      }
    }
  }

  /** There are too many queries. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException() {
      super("too many outstanding requests");
    }
  }
}
