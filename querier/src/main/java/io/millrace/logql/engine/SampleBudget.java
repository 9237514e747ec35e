package io.millrace.logql.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers that all queries of a process may hold in memory together. A limit for each query
 * does not protect a heap from several at a time. Thread-safe.
 */
public final class SampleBudget {
  /** Lists of samples grow by copies and are merged by copies, which makes three tenths of this. */
  private static final int PART_OF_HEAP = 10;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * A budget of which nothing is taken.
   *
   * @param most numbers of eight bytes
   */
  public SampleBudget(long most) {
    this.most = most;
  }

  /** A tenth of the heap. */
  public static SampleBudget ofHeap() {
    return new SampleBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Long.BYTES);
  }

  /**
   * Takes a share, or nothing.
   *
   * @throws QueryException when less is left
   */
  void take(long count) {
    if (held.addAndGet(count) > most) {
      held.addAndGet(-count);
      throw new QueryException(
          429,
          "the queries that run hold too many samples in memory (limit: "
              + most / 2
              + " for all); reduce the time range, add more label matchers, or try again later");
    }
  }

  void giveBack(long count) {
    held.addAndGet(-count);
  }

  /** What is taken. */
  long held() {
    return held.get();
  }
}
