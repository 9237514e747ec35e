package io.millrace.agent.syslog;

import io.millrace.labels.Labels;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The labels of peers: their addresses, and the names that DNS has for them. */
final class Peers {
  private static final int MAX_KNOWN = 1024;

  /** A name that takes longer comes with a later message. */
  private static final long PATIENCE_MILLIS = 500;

  private final Labels labels;
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
      asked = names.computeIfAbsent(address, Peers::ask);
    }
    try {
      String name = asked.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      return name.equals(ip) ? "" : name;
    } catch (TimeoutException | ExecutionException ignored) {
      // DNS does not know it, or not yet.
      return "";
    }
  }

  private static CompletableFuture<String> ask(InetAddress address) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("syslog-dns")
        .start(() -> answer.complete(address.getCanonicalHostName()));
    return answer;
  }
}
