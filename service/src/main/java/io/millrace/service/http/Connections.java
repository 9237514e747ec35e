package io.millrace.service.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The open connections of one server: their limit, and the wait for the last to end. */
final class Connections {
  private final int limit;
  private final HttpMetrics metrics;
  private final Set<HttpConnection> open = new HashSet<>();
  private boolean draining;

  /**
   * No connections yet.
   *
   * @param limit 0 for none
   */
  Connections(int limit, HttpMetrics metrics) {
    this.limit = limit;
    this.metrics = metrics;
  }

  /** Takes a new connection; false when it has to be closed. */
  synchronized boolean add(HttpConnection connection) {
    if (draining || (limit > 0 && open.size() >= limit)) {
      metrics.connectionRefused();
      return false;
    }
    open.add(connection);
    metrics.connectionOpened();
    return true;
  }

  synchronized void remove(HttpConnection connection) {
    if (open.remove(connection)) {
      metrics.connectionClosed();
      notifyAll();
    }
  }

  synchronized List<HttpConnection> snapshot() {
    return List.copyOf(open);
  }

  /** Refuses further connections and asks the open ones to end after their running request. */
  void drain() {
    synchronized (this) {
      draining = true;
    }
    snapshot().forEach(HttpConnection::drain);
  }

  /** Waits until all connections are closed; false when some are left after {@code timeout}. */
  synchronized boolean awaitNone(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!open.isEmpty()) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
