package io.millrace.endtoend;

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
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A push endpoint that checks numbered lines as they come. Each run of an agent says its number in
 * a header; within a run no line may come twice. So only what was received from an earlier run
 * comes again. Safe for use by any thread.
 */
final class SequenceSink implements AutoCloseable {
  static final String RUN_HEADER = "X-Run";

  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_PROBLEMS = 20;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Random random;
  private final Map<String, BitSet> received = new HashMap<>();
  private final Map<Source, BitSet> ofRun = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private long again;
  private long lines;
  private int lastRun = -1;

  private record Source(int run, String log) {}

  private record Line(String log, int number) {}

  SequenceSink(Random random) throws IOException {
    this.random = random;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/loki/api/v1/push", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/loki/api/v1/push";
  }

  /** How many lines of a log have come, without a gap. */
  synchronized int received(String log) {
    BitSet numbers = received.get(log);
    return numbers == null ? 0 : numbers.nextClearBit(0);
  }

  /** Lines received in all, those that came again included. */
  synchronized long lines() {
    return lines;
  }

  /** Lines that came again. */
  synchronized long again() {
    return again;
  }

  /** The last run that anything has come from; -1 before the first. */
  synchronized int lastRun() {
    return lastRun;
  }

  /** What did not come as it should. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int run = Integer.parseInt(exchange.getRequestHeaders().getFirst(RUN_HEADER));
      int status = accept(run, decode(body));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private static List<Line> decode(byte[] body) throws IOException {
    byte[] request = SnappyBlock.decompress(body, 0, body.length, MAX_BYTES);
    List<Line> lines = new ArrayList<>();
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
            String text = new String(buffer, offset, length, StandardCharsets.US_ASCII);
            String[] words = text.split(" ", 3);
            lines.add(new Line(words[0], Integer.parseInt(words[1])));
          }
        });
    return lines;
  }

  private synchronized int accept(int run, List<Line> entries) {
    if (random.nextInt(20) == 0) {
      return 503;
    }
    lastRun = Math.max(lastRun, run);
    entries.forEach(line -> take(run, line));
    return 204;
  }

  private void take(int number, Line line) {
    lines++;
    BitSet run = ofRun.computeIfAbsent(new Source(number, line.log()), _ -> new BitSet());
    if (run.get(line.number()) && problems.size() < MAX_PROBLEMS) {
      problems.add("run %d, %s: line %d twice".formatted(number, line.log(), line.number()));
    }
    run.set(line.number());
    BitSet all = received.computeIfAbsent(line.log(), _ -> new BitSet());
    if (all.get(line.number())) {
      again++;
    }
    all.set(line.number());
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
