package io.millrace.logql.engine;

import io.millrace.store.ReadContext;
import io.millrace.units.ByteSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One running query: its limits, its cancellation, what it has cost so far. Thread-safe. */
public final class QueryContext implements ReadContext {
  private static final int MAX_WARNINGS = 20;

  private final QueryLimits limits;
  private final boolean partialSeries;
  private final long startedNanos = System.nanoTime();
  private volatile boolean cancelled;
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong lineBytes = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong passedLines = new AtomicLong();
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong skippedBlocks = new AtomicLong();
  private final AtomicLong streams = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private volatile @Nullable SampleBudget budget;
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  public QueryContext(QueryLimits limits) {
    this(limits, false);
  }

  /**
   * A context.
   *
   * @param partialSeries whether too many series are cut with a warning instead of an error
   */
  public QueryContext(QueryLimits limits, boolean partialSeries) {
    this.limits = limits;
    this.partialSeries = partialSeries;
  }

  public QueryLimits limits() {
    return limits;
  }

  public boolean partialSeries() {
    return partialSeries;
  }

  /** Asks the query to stop; it does so within a block. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Returns when the query may go on.
   *
   * @throws QueryException when it was cancelled or is out of time
   */
  @Override
  public void check() {
    if (cancelled) {
      throw new QueryException(499, "the request was cancelled by the client");
    }
    long timeout = limits.timeout().toNanos();
    if (timeout > 0 && System.nanoTime() - startedNanos > timeout) {
      throw new QueryException(
          504,
          "request timed out, decrease the duration of the request or add more label matchers"
              + " (prefer exact match over regex match) to reduce the amount of data processed");
    }
  }

  /** Notes a block that is about to be read. */
  void reading(long storedBytes, long lineBytesOfBlock, int entries) {
    check();
    blocks.incrementAndGet();
    lines.addAndGet(entries);
    lineBytes.addAndGet(lineBytesOfBlock);
    long total = bytesRead.addAndGet(storedBytes);
    if (limits.maxBytesRead() > 0 && total > limits.maxBytesRead()) {
      throw QueryException.badRequest(
          "the query would read too many bytes (query: "
              + ByteSize.formatIec(total)
              + ", limit: "
              + ByteSize.formatIec(limits.maxBytesRead())
              + "); consider adding more specific stream selectors or reduce the time range of the"
              + " query");
    }
  }

  void skipped() {
    skippedBlocks.incrementAndGet();
  }

  void passed(long count) {
    passedLines.addAndGet(count);
  }

  void foundStreams(int count) {
    streams.addAndGet(count);
  }

  /** Begins to take what it holds in memory from a budget, until {@link #releaseAll}. */
  void drawOn(SampleBudget shared) {
    budget = shared;
  }

  /** Gives back to the budget what the query has held. */
  void releaseAll() {
    released(samples.get());
    budget = null;
  }

  /** Notes numbers that are about to be held in memory. */
  void holding(long count) {
    SampleBudget shared = budget;
    if (shared != null) {
      shared.take(count);
    }
    long total = samples.addAndGet(count);
    if (limits.maxSamples() > 0 && total > limits.maxSamples()) {
      throw QueryException.badRequest(
          "the query holds too many samples in memory (limit: "
              + limits.maxSamples()
              + "); reduce the time range or the number of series, or increase the step");
    }
  }

  void released(long count) {
    samples.addAndGet(-count);
    SampleBudget shared = budget;
    if (shared != null) {
      shared.giveBack(count);
    }
  }

  /** Adds a warning to the answer. */
  @Override
  public void warn(String warning) {
    synchronized (warnings) {
      if (warnings.size() < MAX_WARNINGS && !warnings.contains(warning)) {
        warnings.add(warning);
      }
    }
  }

  public List<String> warnings() {
    synchronized (warnings) {
      return List.copyOf(warnings);
    }
  }

  /** What the query has cost up to now. */
  public QueryStats stats() {
    return new QueryStats(
        (System.nanoTime() - startedNanos) / 1e9,
        lineBytes.get(),
        lines.get(),
        passedLines.get(),
        bytesRead.get(),
        blocks.get(),
        skippedBlocks.get(),
        streams.get());
  }
}
