package io.millrace.logql.engine;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The threads that scan: one per core, shared by all queries. Thread-safe. */
public final class ScanPool implements AutoCloseable {
  private static final int MAX_WAVE_A_THREAD = 64;

  private final int threads;
  private final SampleBudget budget;
  private final ExecutorService executor;

  /** A pool whose queries hold what they are allowed each. */
  public ScanPool(int threads) {
    this(threads, new SampleBudget(Long.MAX_VALUE));
  }

  /**
   * A pool.
   *
   * @param budget of all queries together
   */
  public ScanPool(int threads, SampleBudget budget) {
    this.threads = threads;
    this.budget = budget;
    this.executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("millrace-scan-", 0).factory());
  }

  /** A pool with one thread per core, and a budget by the size of the heap. */
  public static ScanPool ofCores() {
    return new ScanPool(Runtime.getRuntime().availableProcessors(), SampleBudget.ofHeap());
  }

  SampleBudget budget() {
    return budget;
  }

  int threads() {
    return threads;
  }

  /** The most units that a scan works on before it looks at what it has and drops what it can. */
  int maxWave() {
    return MAX_WAVE_A_THREAD * threads;
  }

  /** Works on one unit. */
  interface Work<W> {
    void run(W worker, int unit);
  }

  /**
   * Works on the units 0 to {@code units - 1}, in about that order; returns the workers that took
   * part. The first failure stops the others after their unit and is raised here.
   */
  <W> List<W> forEach(QueryContext context, int units, Supplier<W> newWorker, Work<W> work) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<W>> futures = new ArrayList<>();
    // What workers read from the store belongs to the span of the query.
    Context caller = Context.current();
    for (int i = 0; i < Math.min(threads, units); i++) {
      futures.add(
          executor.submit(
              () -> {
                W worker = newWorker.get();
                try (Scope _ = caller.makeCurrent()) {
                  for (int unit = next.getAndIncrement();
                      unit < units && !failed.get();
                      unit = next.getAndIncrement()) {
                    context.check();
                    work.run(worker, unit);
                  }
                } catch (RuntimeException | Error e) {
                  failed.set(true);
                  throw e;
                }
                return worker;
              }));
    }
    return collect(context, futures);
  }

  private static <W> List<W> collect(QueryContext context, List<Future<W>> futures) {
    List<W> workers = new ArrayList<>();
    RuntimeException failure = null;
    boolean interrupted = false;
    for (Future<W> future : futures) {
      while (true) {
        try {
          workers.add(future.get());
          break;
        } catch (InterruptedException e) {
          // The workers see the cancellation and end; they must not outlive this call.
          interrupted = true;
          context.cancel();
        } catch (ExecutionException e) {
          RuntimeException cause = unwrap(e);
          if (failure == null) {
            failure = cause;
          } else if (!failure.equals(cause)) {
            failure.addSuppressed(cause);
          }
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    return workers;
  }

  private static RuntimeException unwrap(ExecutionException failure) {
    return switch (failure.getCause()) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(failure);
    };
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
