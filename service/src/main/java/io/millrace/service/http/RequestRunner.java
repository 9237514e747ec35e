package io.millrace.service.http;

import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs handlers on virtual threads and sees to it that each request gets one answer. */
final class RequestRunner {
  private static final Logger log = LoggerFactory.getLogger(RequestRunner.class);

  /** The client closed the connection before its answer; nginx's number, which Loki counts too. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private final Routes routes;
  private final HttpServerOptions options;
  private final HttpMetrics metrics;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();
  private final String idPrefix = Integer.toHexString(ThreadLocalRandom.current().nextInt()) + "-";

  RequestRunner(Routes routes, HttpServerOptions options, HttpMetrics metrics) {
    this.routes = routes;
    this.options = options;
    this.metrics = metrics;
  }

  int running() {
    return running.get();
  }

  /** Looks up the route of a request line's method and target. */
  Routes.Match match(String method, String target) {
    String path = pathAndQuery(target);
    int mark = path.indexOf('?');
    String rawPath = mark < 0 ? path : path.substring(0, mark);
    String prefix = options.pathPrefix();
    return rawPath.startsWith(prefix)
        ? routes.match(method, rawPath.substring(prefix.length()))
        : new Routes.Match.NotFound();
  }

  /** The target without scheme and authority, which clients of proxies send. */
  private static String pathAndQuery(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme < 0) {
      return target;
    }
    int slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  /** Counts a request that the connection answered itself. */
  void refused(io.netty.handler.codec.http.HttpRequest head, String route, int status, long nanos) {
    Method method = Method.parse(head.method().name());
    metrics.requestRefused(method == null ? "other" : method.name(), route, status, false, nanos);
  }

  /** Starts the virtual thread that answers {@code exchange}. */
  void start(Exchange exchange) {
    String id = idPrefix + lastId.incrementAndGet();
    Thread.ofVirtual().name("http-" + id).start(() -> run(exchange, id));
  }

  private void run(Exchange exchange, String id) {
    String method = exchange.match().method().name();
    String route = exchange.match().entry().metricName();
    running.incrementAndGet();
    metrics.requestStarted(method, route, exchange.body().length());
    boolean mayKeepAlive =
        HttpUtil.isKeepAlive(exchange.head()) && !exchange.connection().isDraining();
    ResponseWriter writer = new ResponseWriter(exchange, options.writeTimeout(), mayKeepAlive);
    Outcome outcome = new Outcome(500, false);
    // The thread is this request's alone, so nothing has to be taken back.
    MDC.put("request_id", id);
    try {
      outcome = answer(exchange, id, writer);
    } finally {
      running.decrementAndGet();
      long nanos = System.nanoTime() - exchange.startNanos();
      metrics.requestEnded(method, route, outcome.status(), outcome.isWebSocket(), nanos);
      exchange.connection().finished(writer.keepsAlive());
    }
  }

  private record Outcome(int status, boolean isWebSocket) {}

  private Outcome answer(Exchange exchange, String id, ResponseWriter writer) {
    HttpRequest request;
    try {
      request = request(exchange, id);
    } catch (HttpException e) {
      return write(writer, e.toResponse(), id);
    }
    HttpResponse response;
    try {
      response = exchange.match().entry().route().handler().handle(request);
      if (response.body() instanceof ResponseBody.WebSocket(var wsOptions, var handler)) {
        return webSocket(exchange, writer, wsOptions, handler, id);
      }
    } catch (Exception | Error e) {
      response = errorResponse(request, e);
    }
    try {
      writer.write(response);
      return new Outcome(response.status(), false);
    } catch (IOException | RuntimeException e) {
      if (writer.isClientGone()) {
        logClientGone(id, e);
        return new Outcome(CLIENT_CLOSED_REQUEST, false);
      }
      HttpResponse error = errorResponse(request, unwrap(e));
      return writer.isStarted() ? new Outcome(error.status(), false) : write(writer, error, id);
    }
  }

  private static Exception unwrap(Exception e) {
    return e instanceof UncheckedIOException io && io.getCause() != null ? io.getCause() : e;
  }

  private Outcome write(ResponseWriter writer, HttpResponse response, String id) {
    try {
      writer.write(response);
      return new Outcome(response.status(), false);
    } catch (IOException e) {
      logClientGone(id, e);
      return new Outcome(CLIENT_CLOSED_REQUEST, false);
    }
  }

  private static void logClientGone(String id, Exception e) {
    log.atDebug()
        .addKeyValue("request_id", id)
        .addKeyValue("reason", e.getMessage())
        .log("client did not take its answer");
  }

  private HttpRequest request(Exchange exchange, String id) {
    String target = pathAndQuery(exchange.head().uri()).substring(options.pathPrefix().length());
    HttpRequest.Builder builder =
        HttpRequest.builder(exchange.match().method(), target)
            .pathParams(exchange.match().params())
            .wireBodyBytes(exchange.body().length())
            .remoteAddress(exchange.connection().remoteAddress())
            .id(id)
            .deadlineNanos(exchange.deadlineNanos())
            .cancellation(exchange.cancellation());
    for (Map.Entry<String, String> field : exchange.head().headers()) {
      builder.header(field.getKey(), field.getValue());
    }
    String encoding = exchange.head().headers().get("Content-Encoding", "");
    RouteOptions limits = exchange.match().entry().route().options();
    return builder
        .body(ContentDecoder.decode(exchange.body().toByteArray(), encoding, limits))
        .build();
  }

  private HttpResponse errorResponse(HttpRequest request, Throwable failure) {
    if (failure instanceof HttpException refusal) {
      return refusal.toResponse();
    }
    Optional<HttpResponse> mapped =
        failure instanceof Exception e ? routes.map(request, e) : Optional.empty();
    return mapped.orElseGet(
        () -> {
          log.atError()
              .addKeyValue("request_id", request.id())
              .addKeyValue("request", request)
              .setCause(failure)
              .log("request failed");
          String message = failure.getMessage();
          return HttpResponse.text(500, message == null ? failure.toString() : message);
        });
  }

  private Outcome webSocket(
      Exchange exchange,
      ResponseWriter writer,
      WebSocketOptions wsOptions,
      WebSocketHandler handler,
      String id) {
    if (!NettyWebSocket.isUpgrade(exchange.head())) {
      return write(writer, HttpResponse.text(400, "this path speaks WebSocket only\n"), id);
    }
    writer.endConnection();
    try {
      NettyWebSocket session = NettyWebSocket.open(exchange, wsOptions, options.writeTimeout());
      session.run(handler, id);
      return new Outcome(101, true);
    } catch (IOException e) {
      logClientGone(id, e);
      return new Outcome(CLIENT_CLOSED_REQUEST, true);
    }
  }
}
