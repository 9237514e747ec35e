package io.millrace.querier.ruler.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue whose thread sends batches of one tenant, in order, and tries again with waits
 * that double. When it is full, the oldest goes. Safe for use by any number of threads.
 */
public final class SendQueue<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);

  private final Options options;
  private final Endpoint endpoint;
  private final Post<T> post;
  private final Counts counts;
  private final Deque<Item<T>> items = new ArrayDeque<>();
  private final Thread thread;
  private boolean closing;

  /**
   * How to queue and to try again.
   *
   * @param capacity items that wait at most
   * @param batchSize items of one request at most
   * @param minBackoff the wait before the second try
   * @param maxBackoff the longest wait
   * @param maxTries 0 for no end
   */
  public record Options(
      int capacity, int batchSize, Duration minBackoff, Duration maxBackoff, int maxTries) {
    public Options {
      if (capacity < 1 || batchSize < 1 || minBackoff.isZero()) {
        throw new IllegalArgumentException("a queue needs room, a batch and a wait above 0");
      }
    }

    Duration wait(int failures) {
      Duration wait = minBackoff.multipliedBy(1L << Math.min(failures - 1, 20));
      return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
    }
  }

  /** Makes and posts one request. */
  public interface Post<T> {
    Endpoint.Answer post(Endpoint endpoint, String tenant, List<T> batch)
        throws IOException, InterruptedException;
  }

  /** Counts what becomes of items, by tenant. */
  public interface Counts {
    void sent(String tenant, int items, double seconds);

    /** Refused for good, or tried too often. */
    void failed(String tenant, int items);

    void retried(String tenant, int items);

    /** There was no room. */
    void dropped(String tenant, int items);
  }

  private record Item<T>(String tenant, T value) {}

  /** Begins. The endpoint is closed with the queue. */
  public SendQueue(String name, Options options, Endpoint endpoint, Post<T> post, Counts counts) {
    this.options = options;
    this.endpoint = endpoint;
    this.post = post;
    this.counts = counts;
    this.thread = Thread.ofVirtual().name(name).start(this::run);
  }

  /** Adds items. */
  public synchronized void add(String tenant, List<? extends T> values) {
    for (T value : values) {
      if (items.size() == options.capacity()) {
        counts.dropped(items.removeFirst().tenant(), 1);
      }
      items.addLast(new Item<>(tenant, value));
    }
    notifyAll();
  }

  /** Items that wait. */
  public synchronized int size() {
    return items.size();
  }

  private void run() {
    try {
      List<Item<T>> batch = take();
      while (!batch.isEmpty()) {
        deliver(batch.getFirst().tenant(), batch.stream().map(Item::value).toList());
        batch = take();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next items of one tenant; empty when the queue is closed and drained. */
  private synchronized List<Item<T>> take() throws InterruptedException {
    while (items.isEmpty() && !closing) {
      wait();
    }
    List<Item<T>> batch = new ArrayList<>();
    while (!items.isEmpty()
        && batch.size() < options.batchSize()
        && (batch.isEmpty() || batch.getFirst().tenant().equals(items.getFirst().tenant()))) {
      batch.add(items.removeFirst());
    }
    return batch;
  }

  private void deliver(String tenant, List<T> batch) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      long started = System.nanoTime();
      String problem;
      boolean mayRetry = true;
      try {
        Endpoint.Answer answer = post.post(endpoint, tenant, batch);
        if (answer.status() / 100 == 2) {
          counts.sent(tenant, batch.size(), (System.nanoTime() - started) / 1e9);
          return;
        }
        mayRetry = answer.status() == 429 || answer.status() >= 500;
        problem = answer.status() + ": " + answer.message();
      } catch (IOException e) {
        problem = e.toString();
      }
      if (!mayRetry || tries == options.maxTries() || !pause(options.wait(tries))) {
        counts.failed(tenant, batch.size());
        LOG.atError()
            .addKeyValue("url", endpoint.url())
            .addKeyValue("tenant", tenant)
            .addKeyValue("items", batch.size())
            .addKeyValue("reason", problem)
            .log("not delivered");
        return;
      }
      counts.retried(tenant, batch.size());
      LOG.atWarn()
          .addKeyValue("url", endpoint.url())
          .addKeyValue("tenant", tenant)
          .addKeyValue("reason", problem)
          .log("not delivered yet, will be tried again");
    }
  }

  /** Waits; false when the queue is closed meanwhile. */
  private synchronized boolean pause(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !closing; left = end - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return !closing;
  }

  /** Tries what waits once more, for {@code grace} at most, and ends. */
  public void close(Duration grace) throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    if (!thread.join(grace)) {
      thread.interrupt();
    }
    endpoint.close();
  }

  @Override
  public void close() {
    try {
      close(Duration.ZERO.plusMillis(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
