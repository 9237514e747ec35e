package io.millrace.service.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Instant;

/** What a server counts about its requests, under the names that Loki's dashboards read. */
public final class HttpMetrics {
  private final Histogram duration;
  private final Gauge inFlight;
  private final Histogram bodyBytes;
  private final Gauge connections;
  private final Counter refusedConnections;
  private final Gauge certificateExpiry;

  /**
   * Registers the metrics.
   *
   * @param prefix of their names, {@code loki} for the server
   */
  public HttpMetrics(PrometheusRegistry registry, String prefix) {
    this.duration =
        Histogram.builder()
            .name(prefix + "_request_duration_seconds")
            .help("Time (in seconds) spent serving HTTP requests.")
            .labelNames("method", "route", "status_code", "ws")
            .classicOnly()
            .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25, 50, 100)
            .register(registry);
    this.inFlight =
        Gauge.builder()
            .name(prefix + "_inflight_requests")
            .help("Current number of inflight requests.")
            .labelNames("method", "route")
            .register(registry);
    this.bodyBytes =
        Histogram.builder()
            .name(prefix + "_request_message_bytes")
            .help("Size (in bytes) of messages received in the request, before decompression.")
            .labelNames("method", "route")
            .classicOnly()
            .classicUpperBounds(
                1 << 20, 2.5 * (1 << 20), 5 << 20, 10 << 20, 25 << 20, 50 << 20, 100 << 20)
            .register(registry);
    this.connections =
        Gauge.builder()
            .name(prefix + "_tcp_connections")
            .help("Current number of accepted TCP connections.")
            .register(registry);
    this.refusedConnections =
        Counter.builder()
            .name(prefix + "_tcp_connections_refused_total")
            .help("Connections closed at once because the connection limit was reached.")
            .register(registry);
    this.certificateExpiry =
        Gauge.builder()
            .name("millrace_tls_certificate_expiry_timestamp_seconds")
            .help("When the first certificate of the chain that is served ends to be valid.")
            .labelNames("file")
            .register(registry);
  }

  void requestStarted(String method, String route, int wireBodyBytes) {
    inFlight.labelValues(method, route).inc();
    bodyBytes.labelValues(method, route).observe(wireBodyBytes);
  }

  void requestEnded(String method, String route, int status, boolean webSocket, long nanos) {
    inFlight.labelValues(method, route).dec();
    requestRefused(method, route, status, webSocket, nanos);
  }

  /** Counts a request that was answered without having been started. */
  void requestRefused(String method, String route, int status, boolean webSocket, long nanos) {
    duration
        .labelValues(method, route, Integer.toString(status), Boolean.toString(webSocket))
        .observe(nanos / 1e9);
  }

  void connectionOpened() {
    connections.inc();
  }

  void connectionClosed() {
    connections.dec();
  }

  void certificateValidUntil(Path file, Instant end) {
    certificateExpiry.labelValues(file.toString()).set((double) end.getEpochSecond());
  }

  void connectionRefused() {
    refusedConnections.inc();
  }
}
