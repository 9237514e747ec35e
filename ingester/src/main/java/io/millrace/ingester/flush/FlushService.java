package io.millrace.ingester.flush;

import io.millrace.chunk.ChunkFormat;
import io.millrace.ingester.stream.PushGate;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.ingester.wal.WriteAheadLog;
import io.millrace.service.admin.Heartbeat;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes what is due, on a thread of its own, and lets go of memory and of the log afterwards.
 * Safe for use by any number of threads.
 */
public final class FlushService {
  private static final Logger LOG = LoggerFactory.getLogger(FlushService.class);

  /** A fast client fills the memory within a second. */
  private static final long MEMORY_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** A round writes hundreds of megabytes at most; a store that is away is not what this is for. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final FlushOptions options;
  private final StreamMap streams;
  private final PushGate gate;
  private final DueStreams dueStreams;
  private final Flusher flusher;
  private final Tracer tracer;
  private final StopSignal stop = new StopSignal();
  private final BlockingQueue<CompletableFuture<Void>> requests = new LinkedBlockingQueue<>();
  private final Deque<Retained> retained = new ArrayDeque<>();
  private final Heartbeat heartbeat = new Heartbeat("flush", PATIENCE);
  private @Nullable Thread thread;

  private record Retained(Flusher.Flushed flushed, long untilNanos) {}

  public FlushService(
      FlushOptions options,
      StreamMap streams,
      PushGate gate,
      PackStore packs,
      PackAdoption.Committer committer,
      ChunkFormat format,
      FlushListener listener,
      InstantSource clock,
      Tracer tracer) {
    this.options = options;
    this.streams = streams;
    this.gate = gate;
    this.dueStreams = new DueStreams(options, streams);
    ChunkCutter cutter = new ChunkCutter(options.chunkLineBytes(), options.maxAge().toNanos());
    this.flusher =
        new Flusher(
            streams,
            gate,
            packs,
            committer,
            new ChunkEncoder(format, cutter),
            listener,
            clock,
            stop,
            heartbeat);
    this.tracer = tracer;
  }

  /**
   * Flushes for want of memory while the log is replayed, before {@link #start}; called by the
   * thread that replays.
   */
  public void relieveMemory() throws InterruptedException {
    if (streams.memory().headBytes() > options.memoryBytes()) {
      flushNow(dueStreams.due(System.nanoTime()));
    }
  }

  /** Begins to flush what is due, and to delete from the log what is flushed. */
  public synchronized void start(WriteAheadLog log) {
    if (thread != null) {
      throw new IllegalStateException("started already");
    }
    thread = Thread.ofPlatform().name("flush").start(() -> run(log));
  }

  /** Flushes everything that came before this call, and returns when it is in the index. */
  public void flushAll() throws InterruptedException {
    try {
      request().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the flush did not end: " + e.getCause(), e);
    }
  }

  /**
   * As {@link #flushAll()}, but waits no longer than it may.
   *
   * @return false when the flush has not ended in time, or failed
   */
  public boolean flushAll(Duration patience) throws InterruptedException {
    try {
      request().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      LOG.error("the last flush failed", e.getCause());
      return false;
    }
  }

  private CompletableFuture<Void> request() {
    if (stop.isStopped()) {
      throw new IllegalStateException("the ingester is stopping");
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    requests.add(done);
    return done;
  }

  /** Tells whether the flush loop turns. */
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  private void run(WriteAheadLog log) {
    while (!stop.isStopped()) {
      List<CompletableFuture<Void>> asked = new ArrayList<>();
      try {
        awaitWork(asked);
        if (stop.isStopped()) {
          // What woke the thread is the wish to end, not one to flush.
          fail(asked, new IllegalStateException("the ingester is stopping"));
          break;
        }
        round(log, asked.isEmpty());
        asked.forEach(one -> one.complete(null));
      } catch (InterruptedException e) {
        fail(asked, e);
      } catch (IOException | RuntimeException e) {
        LOG.error("a flush failed; its entries stay in memory and in the log", e);
        fail(asked, e);
      }
    }
    List<CompletableFuture<Void>> left = new ArrayList<>();
    requests.drainTo(left);
    fail(left, new IllegalStateException("the ingester is stopping"));
  }

  /** Returns when somebody asks for a flush, memory runs short, or the check period is over. */
  private void awaitWork(List<CompletableFuture<Void>> asked) throws InterruptedException {
    long end = System.nanoTime() + options.checkPeriod().toNanos();
    while (System.nanoTime() - end < 0) {
      heartbeat.beat();
      long wait = Math.min(MEMORY_CHECK_NANOS, Math.max(1, end - System.nanoTime()));
      CompletableFuture<Void> first = requests.poll(wait, TimeUnit.NANOSECONDS);
      if (first != null) {
        asked.add(first);
        requests.drainTo(asked);
        return;
      }
      if (streams.memory().headBytes() > options.memoryBytes()) {
        return;
      }
    }
  }

  private static void fail(List<CompletableFuture<Void>> asked, Exception cause) {
    asked.forEach(one -> one.completeExceptionally(cause));
  }

  private void round(WriteAheadLog log, boolean onlyDue) throws IOException, InterruptedException {
    long now = System.nanoTime();
    List<DueStreams.Candidate> chosen = onlyDue ? dueStreams.due(now) : dueStreams.all();
    if (!chosen.isEmpty()) {
      flushNow(chosen);
      // Only with nobody between log and memory does memory know all that the log is needed for.
      long needed = gate.freeze(() -> streams.firstNeededLsn(log.nextLsn()));
      log.truncateBefore(needed);
    }
    releaseOld();
    for (TenantStreams tenant : streams.all()) {
      tenant.removeIdle(System.nanoTime() - options.idlePeriod().toNanos());
    }
  }

  private void flushNow(List<DueStreams.Candidate> chosen) throws InterruptedException {
    if (chosen.isEmpty()) {
      return;
    }
    long until = System.nanoTime() + options.retainPeriod().toNanos();
    Span span = tracer.spanBuilder("flush").setAttribute("streams", chosen.size()).startSpan();
    try (Scope _ = span.makeCurrent()) {
      for (Flusher.Flushed flushed : flusher.flush(chosen)) {
        retained.add(new Retained(flushed, until));
      }
    } catch (InterruptedException | RuntimeException e) {
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
    releaseOld();
  }

  private void releaseOld() {
    long now = System.nanoTime();
    for (Retained oldest = retained.peek();
        oldest != null && oldest.untilNanos() - now <= 0;
        oldest = retained.peek()) {
      oldest.flushed().stream().release(oldest.flushed().head());
      retained.remove();
    }
  }

  /** Ends. What is not flushed stays in the log. */
  public synchronized void stop() throws InterruptedException {
    stop.signal();
    Thread running = thread;
    if (running != null) {
      requests.add(new CompletableFuture<>());
      running.join();
    }
  }
}
