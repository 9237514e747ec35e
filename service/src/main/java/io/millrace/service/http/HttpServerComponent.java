package io.millrace.service.http;

import io.millrace.service.lifecycle.Component;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server as a part of a process: listens at start, drains at stop. */
public final class HttpServerComponent implements Component {
  private final HttpServerOptions options;
  private final Routes routes;
  private final HttpMetrics metrics;
  private volatile @Nullable HttpServer server;

  public HttpServerComponent(HttpServerOptions options, Routes routes, HttpMetrics metrics) {
    this.options = options;
    this.routes = routes;
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "server";
  }

  @Override
  public void start() throws IOException {
    server = HttpServer.start(options, routes, metrics);
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    server().close(grace);
  }

  /**
   * The listening server.
   *
   * @throws IllegalStateException before the start
   */
  public HttpServer server() {
    HttpServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("the HTTP server has not been started");
    }
    return listening;
  }
}
