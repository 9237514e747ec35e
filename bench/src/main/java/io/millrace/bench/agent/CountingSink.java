package io.millrace.bench.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.push.MetadataPairs;
import io.millrace.push.PushDecoder;
import io.millrace.push.PushVisitor;
import io.millrace.snappy.SnappyBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A push endpoint that takes everything and counts the lines. */
final class CountingSink implements AutoCloseable {
  private static final int MAX_BYTES = 256 << 20;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong lines = new AtomicLong();

  CountingSink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/loki/api/v1/push", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/loki/api/v1/push";
  }

  long lines() {
    return lines.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      byte[] request = SnappyBlock.decompress(body, 0, body.length, MAX_BYTES);
      long[] count = {0};
      PushDecoder.decode(
          request,
          0,
          request.length,
          new PushVisitor() {
            @Override
            public void stream(byte[] buffer, int offset, int length) {}

            @Override
            public void entry(
                long time, byte[] buffer, int offset, int length, MetadataPairs metadata) {
              count[0]++;
            }
          });
      lines.addAndGet(count[0]);
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
