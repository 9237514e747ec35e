package io.millrace.bench.endtoend;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes a corpus to a packaged server over two connections, flushes, waits until compaction has
 * written all packs again, stops, starts again and asks.
 *
 * <p>Arguments: megabytes of lines; the directory of the packaged jars; optionally a directory with
 * real {@code *.log} files. Properties: see {@link ServerProcess#start}; {@code
 * millrace.bench.keep} names a new directory that stays, for {@link OneQuery}.
 */
public final class EndToEnd {
  private static final int PORT = 3155;
  private static final int CONNECTIONS = 2;
  private static final int REPEATS = 7;

  /** Long enough for a push of 512 MB to end before compaction begins. */
  private static final int REWRITE_AFTER_SECONDS = 20;

  private static final Duration COMPACTION_PATIENCE = Duration.ofMinutes(10);
  private static final List<String> COMPACTOR = List.of("compactor");
  private static final List<String> COMPILER = List.of("C1 Comp", "C2 Comp");
  private static final byte[] END = {};

  private final Path directory;
  private final Path jars;
  private final Corpus corpus;

  private EndToEnd(Path directory, Path jars, Corpus corpus) {
    this.directory = directory;
    this.jars = jars;
    this.corpus = corpus;
  }

  public static void main(String[] args) throws Exception {
    int megabytes = Integer.parseInt(args[0]);
    @Nullable Path realLogs = args.length > 2 ? Path.of(args[2]) : null;
    String keep = System.getProperty("millrace.bench.keep", "");
    Path directory =
        keep.isEmpty()
            ? Files.createTempDirectory("millrace-bench")
            : Files.createDirectory(Path.of(keep));
    try {
      Corpus corpus = new Corpus(megabytes, realLogs, Instant.now().minus(Duration.ofHours(2)));
      new EndToEnd(directory, Path.of(args[1]), corpus).run();
    } finally {
      if (keep.isEmpty()) {
        delete(directory);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private void run() throws Exception {
    Files.writeString(
        directory.resolve("server.yaml"),
        """
        auth_enabled: false
        server: {http_listen_address: 127.0.0.1, http_listen_port: %d, log_level: warn}
        common: {path_prefix: %s}
        compactor: {rewrite_after: %ds, retention_delete_delay: 0s}
        limits_config:
          ingestion_rate_mb: 10000
          ingestion_burst_size_mb: 10000
          per_stream_rate_limit: 1GB
          per_stream_rate_limit_burst: 1GB
        """
            .formatted(PORT, directory.resolve("data"), REWRITE_AFTER_SECONDS));
    try (ServerProcess server = start()) {
      print("ready on an empty directory", "%d ms", server.ready().toMillis());
      push(server);
      printStored("stored as flushed");
      compact(server);
      printStored("stored when compacted");
    }
    new Queries(corpus.startNanos(), corpus.endNanos(), corpus.needles().getFirst())
        .write(directory);
    try (ServerProcess server = start()) {
      print("ready again", "%d ms", server.ready().toMillis());
      ask(server);
      print("peak memory of the queries", "%d MB", server.peakMegabytes());
    }
  }

  private ServerProcess start() throws IOException, InterruptedException {
    return start(jars, directory);
  }

  static ServerProcess start(Path jars, Path directory) throws IOException, InterruptedException {
    return ServerProcess.start(
        jars, "-Xmx320m", directory.resolve("server.yaml"), directory.resolve("server.log"), PORT);
  }

  private void push(ServerProcess server) throws Exception {
    double cpuBefore = server.cpuSeconds();
    long start = System.nanoTime();
    BlockingQueue<byte[]> bodies = new ArrayBlockingQueue<>(8);
    try (ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        senders.add(executor.submit(() -> send(server, bodies)));
      }
      while (corpus.hasNext()) {
        offer(bodies, corpus.next(), senders);
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        offer(bodies, END, senders);
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
    }
    report("push", server, cpuBefore, start);
    double cpuFlush = server.cpuSeconds();
    long flush = System.nanoTime();
    require(server.send(server.request("/flush").POST(HttpRequest.BodyPublishers.noBody())), 204);
    report("flush", server, cpuFlush, flush);
    report("both", server, cpuBefore, start);
    print(
        "of which",
        "compiler %.1f, collector %.1f CPU s",
        server.cpuSeconds(COMPILER),
        server.cpuSeconds(List.of("VM Thread", "GC Thread", "G1 ")));
    print("peak memory", "%d MB", server.peakMegabytes());
  }

  private void printStored(String what) throws IOException {
    print(what, "%.2f MB, 1/%.2f of raw", stored() / 1e6, corpus.rawBytes() / (double) stored());
  }

  /** Waits until all packs are written again and those that they replace are deleted. */
  private void compact(ServerProcess server) throws Exception {
    double cpuBefore = server.cpuSeconds(COMPACTOR);
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(REWRITE_AFTER_SECONDS);
    while (server.metric("millrace_compactor_packs_written_total") == 0
        || server.metric("millrace_compactor_waiting_packs") > 0
        || server.metric("millrace_compactor_packs_deleted_total")
            < server.metric("millrace_compactor_packs_replaced_total")) {
      if (System.nanoTime() - start > COMPACTION_PATIENCE.toNanos()) {
        throw new IOException("compaction is not over after " + COMPACTION_PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    double cpu = server.cpuSeconds(COMPACTOR) - cpuBefore;
    double megabytes = corpus.rawBytes() / 1e6;
    print("compaction", "%.1f CPU s on its thread (%.1f MB a CPU second)", cpu, megabytes / cpu);
    print("compiler, all in all", "%.1f CPU s", server.cpuSeconds(COMPILER));
    print("peak memory", "%d MB", server.peakMegabytes());
  }

  /** Waits for room, unless a sender has failed and there will be none. */
  private static void offer(BlockingQueue<byte[]> bodies, byte[] body, List<Future<?>> senders)
      throws Exception {
    while (!bodies.offer(body, 1, TimeUnit.SECONDS)) {
      for (Future<?> sender : senders) {
        if (sender.isDone()) {
          sender.get();
        }
      }
    }
  }

  private static @Nullable Void send(ServerProcess server, BlockingQueue<byte[]> bodies)
      throws IOException, InterruptedException {
    for (byte[] body = bodies.take(); body.length > 0; body = bodies.take()) {
      require(
          server.send(
              server
                  .request("/loki/api/v1/push")
                  .header("Content-Type", "application/x-protobuf")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))),
          204);
    }
    return null;
  }

  static HttpResponse<byte[]> require(HttpResponse<byte[]> response, int status)
      throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(
          response.uri()
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response;
  }

  private void report(String what, ServerProcess server, double cpuBefore, long startNanos)
      throws IOException {
    double megabytes = corpus.rawBytes() / 1e6;
    double cpu = server.cpuSeconds() - cpuBefore;
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    print(
        what,
        "%.0f MB in %d lines, %.1f CPU s (%.1f MB a CPU second), %.1f s (%.1f MB/s)",
        megabytes,
        corpus.lines(),
        cpu,
        megabytes / cpu,
        seconds,
        megabytes / seconds);
  }

  /** Bytes of packs and index; the log is left out. */
  private long stored() throws IOException {
    long bytes = 0;
    for (String part : List.of("chunks", "index")) {
      try (Stream<Path> files = Files.walk(directory.resolve("data").resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }

  private void ask(ServerProcess server) throws Exception {
    System.out.printf("%-28s %10s %10s %10s%n", "query", "first, ms", "p50, ms", "bytes");
    for (Map.Entry<String, String> query : Queries.read(directory).byName().entrySet()) {
      double first = millis(server, query.getValue());
      double[] times = new double[REPEATS];
      for (int i = 0; i < REPEATS; i++) {
        times[i] = millis(server, query.getValue());
      }
      long bytes = require(server.send(server.request(query.getValue())), 200).body().length;
      Arrays.sort(times);
      System.out.printf(
          "%-28s %10.1f %10.1f %10d%n", query.getKey(), first, times[REPEATS / 2], bytes);
    }
  }

  private static double millis(ServerProcess server, String query)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    require(server.send(server.request(query)), 200);
    return (System.nanoTime() - start) / 1e6;
  }

  private static void print(String what, String format, Object... values) {
    System.out.printf(
        "%-28s " + format + "%n", Stream.concat(Stream.of(what), Arrays.stream(values)).toArray());
  }
}
