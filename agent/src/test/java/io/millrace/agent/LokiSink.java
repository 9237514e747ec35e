package io.millrace.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.push.MetadataPairs;
import io.millrace.push.PushDecoder;
import io.millrace.push.PushVisitor;
import io.millrace.snappy.SnappyBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A push endpoint that remembers what it has acknowledged and answers as it is told to. */
final class LokiSink implements AutoCloseable {
  /** An entry as it came. */
  record Received(String labels, long timestampNanos, String line, String tenant) {}

  /** A request that is to be answered. */
  record Push(int number, int bytes, String tenant, List<Received> entries) {}

  /** An answer; a status of 0 cuts the connection, a negative one does so after storing. */
  record Reply(int status, String body, String retryAfter) {
    static final Reply OK = new Reply(204, "", "");

    static Reply of(int status) {
      return new Reply(status, "told to", "");
    }
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Received> pending = new ArrayList<>();
  private final List<String> traceparents = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Function<Push, Reply> rule = _ -> Reply.OK;

  LokiSink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/loki/api/v1/push", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/loki/api/v1/push";
  }

  void rule(Function<Push, Reply> next) {
    rule = next;
  }

  int requests() {
    return requests.get();
  }

  /** Of the requests that had one. */
  List<String> traceparents() {
    return traceparents;
  }

  List<Received> received() {
    synchronized (pending) {
      return List.copyOf(pending);
    }
  }

  List<String> lines() {
    return received().stream().map(Received::line).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String trace = exchange.getRequestHeaders().getFirst("traceparent");
      if (trace != null) {
        traceparents.add(trace);
      }
      String tenant = exchange.getRequestHeaders().getFirst("X-Scope-OrgID");
      List<Received> entries = decode(body, tenant == null ? "" : tenant);
      Push push =
          new Push(requests.incrementAndGet(), body.length, tenant == null ? "" : tenant, entries);
      Reply reply = rule.apply(push);
      if (reply.status() == 204 || reply.status() < 0) {
        synchronized (pending) {
          pending.addAll(entries);
        }
      }
      if (reply.status() <= 0) {
        return;
      }
      if (!reply.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
      }
      byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) {
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private static List<Received> decode(byte[] body, String tenant) throws IOException {
    byte[] request = SnappyBlock.decompress(body, 0, body.length, 256 << 20);
    List<Received> entries = new ArrayList<>();
    PushDecoder.decode(
        request,
        0,
        request.length,
        new PushVisitor() {
          private String labels = "";

          @Override
          public void stream(byte[] buffer, int offset, int length) {
            labels = new String(buffer, offset, length, StandardCharsets.UTF_8);
          }

          @Override
          public void entry(
              long time, byte[] buffer, int offset, int length, MetadataPairs metadata) {
            String line = new String(buffer, offset, length, StandardCharsets.UTF_8);
            entries.add(new Received(labels, time, line, tenant));
          }
        });
    return entries;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
