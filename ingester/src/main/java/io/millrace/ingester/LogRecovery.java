package io.millrace.ingester;

import io.millrace.ingester.flush.FlushService;
import io.millrace.ingester.push.PushRecord;
import io.millrace.ingester.stream.Sealer;
import io.millrace.ingester.stream.StreamEntries;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.ingester.wal.LogDirectory;
import io.millrace.ingester.wal.ReplayReport;
import io.millrace.ingester.wal.WalReplay;
import io.millrace.labels.Labels;
import io.millrace.store.index.LabelIndex;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Brings back into memory what the write-ahead log holds and no pack does, and flushes when that is
 * more than fits. Blocks are compressed on a second thread, and on the one that reads the log when
 * that is ahead. For one use by one thread.
 */
final class LogRecovery implements AutoCloseable {
  /** Pushes that wait to be compressed lie in memory as they came. */
  private static final int MOST_WAITING = 8;

  private final LabelIndex index;
  private final StreamMap streams;
  private final FlushService flushes;
  private final Sealer sealer;
  private final Map<StreamKey, Long> flushedLsns = new HashMap<>();
  private final ExecutorService executor =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("replay-compress").factory(),
          new ThreadPoolExecutor.CallerRunsPolicy());
  private final Queue<Future<?>> waiting = new ArrayDeque<>();

  private record StreamKey(String tenant, Labels labels) {}

  LogRecovery(LabelIndex index, StreamMap streams, FlushService flushes, Sealer sealer) {
    this.index = index;
    this.streams = streams;
    this.flushes = flushes;
    this.sealer = sealer;
  }

  /**
   * Reads the whole log.
   *
   * @param bytesRead is told the size of each segment when it is done
   */
  ReplayReport run(LogDirectory directory, LongConsumer bytesRead) throws IOException {
    ReplayReport report =
        WalReplay.run(
            directory, (lsn, payload) -> take(lsn, PushRecord.decode(payload)), bytesRead);
    while (!waiting.isEmpty()) {
      awaitOldest();
    }
    return report;
  }

  private void take(long lsn, PushRecord push) throws IOException {
    TenantStreams tenant = streams.tenant(push.tenant());
    for (StreamEntries stream : push.streams()) {
      if (lsn > flushedLsn(push.tenant(), stream.labels())) {
        tenant.append(stream.labels(), stream.entries(), lsn, System.nanoTime());
      }
    }
    waiting.add(executor.submit(() -> sealer.grown(tenant, push.streams())));
    while (!waiting.isEmpty() && waiting.element().isDone()) {
      awaitOldest();
    }
    try {
      flushes.relieveMemory();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private long flushedLsn(String tenant, Labels labels) throws IOException {
    StreamKey key = new StreamKey(tenant, labels);
    Long known = flushedLsns.get(key);
    if (known == null) {
      known = index.flushedLsn(tenant, labels);
      flushedLsns.put(key, known);
    }
    return known;
  }

  private void awaitOldest() throws IOException {
    try {
      waiting.remove().get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a block of the log can't be compressed", e.getCause());
    }
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return (IOException)
        new InterruptedIOException("interrupted while the log was replayed").initCause(cause);
  }

  @Override
  public void close() {
    executor.close();
  }
}
