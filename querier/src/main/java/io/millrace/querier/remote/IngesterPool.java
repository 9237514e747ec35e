package io.millrace.querier.remote;

import io.millrace.service.trace.TraceHeaders;
import io.millrace.store.ReadContext;
import io.millrace.store.held.FlushCursor;
import io.millrace.store.held.HeldFrameReader;
import io.millrace.store.held.HeldQuestion;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks all ingesters at once, and remembers what is known of their flushes. Safe for use by any
 * number of threads.
 */
final class IngesterPool implements AutoCloseable {
  private static final long CHECK_MILLIS = 50;

  private final IngesterAddresses addresses;
  private final IngesterClient client;
  private final Duration timeout;
  private final long maxBytes;
  private final Map<URI, FlushCursor> cursors = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  IngesterPool(IngesterAddresses addresses, IngesterClient client, RemoteSettings settings) {
    this.addresses = addresses;
    this.client = client;
    this.timeout = settings.timeout();
    this.maxBytes = settings.maxUnflushedBytes();
  }

  /** What the ingesters have said, and why some have said nothing. */
  record Answers(Map<URI, HeldAnswer> given, Map<URI, String> failed) {}

  /** How far the flushes of each ingester are known now. */
  Map<URI, FlushCursor> cursors() {
    Map<URI, FlushCursor> known = new LinkedHashMap<>();
    for (URI address : addresses.current()) {
      known.put(address, cursors.getOrDefault(address, FlushCursor.NONE));
    }
    return known;
  }

  /** Notes that the flushes up to a place are in the index. */
  void known(URI ingester, FlushCursor cursor) {
    cursors.merge(
        ingester,
        cursor,
        (before, now) ->
            before.run().equals(now.run()) && before.sequence() > now.sequence() ? before : now);
  }

  /**
   * Asks those of {@code known}.
   *
   * @throws IOException when they hold more than may be read
   */
  Answers ask(HeldQuestion question, Map<URI, FlushCursor> known, ReadContext context)
      throws IOException {
    AtomicLong bytes = new AtomicLong();
    Map<URI, Future<HeldAnswer>> running = new LinkedHashMap<>();
    Answers answers = new Answers(new LinkedHashMap<>(), new LinkedHashMap<>());
    long end = System.nanoTime() + timeout.toNanos();
    try {
      known.forEach(
          (ingester, cursor) ->
              running.put(
                  ingester,
                  executor.submit(
                      TraceHeaders.carrying(
                          () -> client.ask(ingester, question.since(cursor), take(bytes))))));
      for (Map.Entry<URI, Future<HeldAnswer>> one : running.entrySet()) {
        await(one.getKey(), one.getValue(), end, context, answers);
      }
      return answers;
    } finally {
      running.values().forEach(call -> call.cancel(true));
    }
  }

  private HeldFrameReader.Room take(AtomicLong bytes) {
    return length -> {
      if (bytes.addAndGet(length) > maxBytes) {
        throw new TooMuchHeldException(
            "the ingesters hold more than "
                + maxBytes
                + " bytes for this query that are not stored yet"
                + " (querier.ingesters.max_unflushed_bytes); ask for fewer streams or less time");
      }
    };
  }

  private static void await(
      URI ingester, Future<HeldAnswer> call, long end, ReadContext context, Answers answers)
      throws IOException {
    while (true) {
      try {
        answers.given().put(ingester, call.get(CHECK_MILLIS, TimeUnit.MILLISECONDS));
        return;
      } catch (TimeoutException _) {
        context.check();
        if (System.nanoTime() - end > 0) {
          answers.failed().put(ingester, "no answer in time");
          return;
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TooMuchHeldException tooMuch) {
          throw tooMuch;
        }
        answers.failed().put(ingester, reason(e.getCause() == null ? e : e.getCause()));
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("interrupted while ingesters were asked").initCause(e);
      }
    }
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
