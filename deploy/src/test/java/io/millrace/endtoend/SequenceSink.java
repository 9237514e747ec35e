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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A push endpoint that checks numbered lines as they come. Each run of an agent says its number in
 * a header; within a run every log's lines come in order, without a gap and without a repetition,
 * and they begin no later than where the lines that have been received before end. So nothing is
 * lost, and only a tail of what was received comes again in a later run. Safe for use by any
 * thread.
 */
final class SequenceSink implements AutoCloseable {
  static final String RUN_HEADER = "X-Run";

  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_PROBLEMS = 20;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Random random;
  private final Map<String, Integer> received = new HashMap<>();
  private final Map<Cursor, Integer> next = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private long again;
  private long lines;
  private int lastRun = -1;
  private boolean isAway;
  private boolean hasSpool;
  private final Map<Cursor, Integer> restarts = new HashMap<>();

  private record Cursor(int run, String log) {}

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
    return received.getOrDefault(log, 0);
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

  /** Takes nothing while it is away. */
  synchronized void away(boolean now) {
    isAway = now;
  }

  /**
   * Agents have a spool: within a run also the tails of earlier runs come that nobody has received,
   * each of them once, and each may begin with what the one before it ended with.
   */
  synchronized void expectSpools() {
    hasSpool = true;
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
    if (isAway || random.nextInt(20) == 0) {
      return 503;
    }
    lastRun = Math.max(lastRun, run);
    entries.forEach(line -> take(run, line));
    return 204;
  }

  private void take(int run, Line line) {
    lines++;
    int before = received.getOrDefault(line.log(), 0);
    Cursor cursor = new Cursor(run, line.log());
    Integer expected = next.put(cursor, line.number() + 1);
    boolean isRight =
        (expected == null || isRestart(cursor, line, expected))
            ? line.number() <= before
            : line.number() == expected;
    if (!isRight && problems.size() < MAX_PROBLEMS) {
      problems.add(
          "run %d, %s: line %d where %s was expected, %d received before"
              .formatted(
                  run, line.log(), line.number(), expected == null ? "a start" : expected, before));
    }
    if (line.number() < before) {
      again++;
    }
    received.put(line.log(), Math.max(before, line.number() + 1));
  }

  /** As many earlier runs can have left something in the spool as there were. */
  private boolean isRestart(Cursor cursor, Line line, int expected) {
    return hasSpool
        && line.number() < expected
        && restarts.merge(cursor, 1, Integer::sum) <= cursor.run();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
