package io.millrace.ingester.serve;

import io.millrace.chunk.columnar.BareChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.service.http.Cancellation;
import io.millrace.store.LabelMatcher;
import io.millrace.store.held.HeldFrame;
import io.millrace.store.held.HeldFrameWriter;
import io.millrace.store.held.HeldQuestion;
import io.millrace.store.live.LiveEntries;
import io.millrace.store.live.LiveSource;
import io.millrace.store.merge.EntryMerge;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on to one process what is pushed to the streams that it wants. */
final class LiveStream {
  private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
  private static final int MAX_WAITING = 1000;
  private static final long MAX_WAITING_BYTES = 16L << 20;

  private final HeldQuestion question;
  private final Cancellation cancellation;
  private final BlockingQueue<Arrival> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  private record Arrival(Labels stream, EntryBatch entries, long bytes) {}

  LiveStream(HeldQuestion question, Cancellation cancellation) {
    this.question = question;
    this.cancellation = cancellation;
  }

  /** Writes until nobody reads any more. */
  void run(LiveEntries live, HeldFrameWriter out) throws IOException {
    try (LiveSource.Subscription _ =
        live.subscribe(question.tenant(), question.matchers(), this::arrived)) {
      out.alive();
      out.flush();
      while (!cancellation.isCancelled()) {
        Arrival arrival = waiting.poll(1, TimeUnit.SECONDS);
        if (arrival == null) {
          out.alive();
        } else {
          write(arrival, out);
        }
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted in a tail").initCause(e);
    } finally {
      if (dropped.get() > 0) {
        LOG.warn("a tail was too slow: {} pushes were not shown to it", dropped.get());
      }
    }
  }

  private void arrived(Labels stream, EntryBatch entries) {
    if (entries.size() == 0 || !LabelMatcher.allMatch(question.matchers(), stream)) {
      return;
    }
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES
        || !waiting.offer(new Arrival(stream, entries, bytes))) {
      waitingBytes.addAndGet(-bytes);
      dropped.incrementAndGet();
    }
  }

  private void write(Arrival arrival, HeldFrameWriter out) throws IOException {
    waitingBytes.addAndGet(-arrival.bytes());
    out.stream(new HeldFrame.Stream(arrival.stream(), 0, List.of()));
    // A push need not be in order of time, and a block is.
    out.blocks(BareChunk.seal(new EntryMerge().add(arrival.entries()).merge()));
  }
}
