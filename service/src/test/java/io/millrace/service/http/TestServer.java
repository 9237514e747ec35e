package io.millrace.service.http;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A server on a free port of the loopback address, and raw connections to it. */
final class TestServer implements AutoCloseable {
  final HttpServer server;
  final PrometheusRegistry registry = new PrometheusRegistry();

  private TestServer(HttpServerOptions options, Routes routes) throws IOException {
    server = HttpServer.start(options, routes, new HttpMetrics(registry, "loki"));
  }

  static TestServer serving(Route... routes) throws IOException {
    return serving(options -> options, Routes.of(routes));
  }

  static TestServer serving(UnaryOperator<HttpServerOptions> change, Routes routes)
      throws IOException {
    return new TestServer(change.apply(HttpServerOptions.listeningOn("127.0.0.1", 0)), routes);
  }

  RawClient connect() throws IOException {
    return new RawClient(server.port());
  }

  @Override
  public void close() {
    try {
      server.close(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
