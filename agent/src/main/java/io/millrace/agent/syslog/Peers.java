package io.millrace.agent.syslog;

import io.millrace.labels.Labels;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The labels of peers: their addresses, and the names that DNS has for them. */
final class Peers implements AutoCloseable {
  private static final int MAX_KNOWN = 1024;
  private static final int MAX_ASKING = 2;

  /** A name that takes longer comes with a later message. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration THREAD_IDLE = Duration.ofSeconds(10);

  private final Labels labels;
  private final ThreadPoolExecutor asking;
  private final Map<InetAddress, CompletableFuture<String>> names =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<InetAddress, CompletableFuture<String>> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  /**
   * No peers known.
   *
   * @param labels that every peer's messages have
   */
  Peers(Labels labels) {
    this.labels = labels;
    // Platform threads: a question to DNS would hold the carriers of all virtual ones.
    this.asking =
        new ThreadPoolExecutor(
            MAX_ASKING,
            MAX_ASKING,
            THREAD_IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_KNOWN),
            Thread.ofPlatform().daemon().name("syslog-dns").factory());
    this.asking.allowCoreThreadTimeOut(true);
  }

  /** What is known of a peer now. */
  Labels labels(InetAddress address) throws InterruptedException {
    String ip = address.getHostAddress();
    return labels.toBuilder()
        .set("__syslog_connection_ip_address", ip)
        .set("__syslog_connection_hostname", name(address, ip))
        .build();
  }

  private String name(InetAddress address, String ip) throws InterruptedException {
    CompletableFuture<String> asked;
    synchronized (names) {
      asked = names.computeIfAbsent(address, this::ask);
    }
    try {
      String name = asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return name.equals(ip) ? "" : name;
    } catch (TimeoutException | ExecutionException ignored) {
      // DNS does not know it, or not yet.
      return "";
    }
  }

  private CompletableFuture<String> ask(InetAddress address) {
    try {
      return CompletableFuture.supplyAsync(address::getCanonicalHostName, asking);
    } catch (RejectedExecutionException ignored) {
      // More new peers than DNS can be asked for: this one goes without a name.
      return CompletableFuture.completedFuture("");
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }
}
