package io.millrace.bench.endtoend;

import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Pushes a few lines to each of many streams, and tells what memory they take and how many objects
 * a flush makes of them.
 *
 * <p>Arguments: streams; lines of each; the directory of the packaged jars. The property {@code
 * millrace.bench.jvm} holds the server's JVM options, {@code -Xmx768m} by default.
 */
public final class ManyStreams {
  private static final int PORT = 3157;
  private static final int STREAMS_A_PUSH = 500;

  private ManyStreams() {}

  public static void main(String[] args) throws Exception {
    int streams = Integer.parseInt(args[0]);
    int lines = Integer.parseInt(args[1]);
    Path directory = Files.createTempDirectory("millrace-streams");
    try {
      Files.writeString(
          directory.resolve("server.yaml"),
          """
          auth_enabled: false
          server: {http_listen_address: 127.0.0.1, http_listen_port: %d, log_level: warn}
          common: {path_prefix: %s}
          limits_config:
            ingestion_rate_mb: 10000
            ingestion_burst_size_mb: 10000
            max_global_streams_per_user: 0
          """
              .formatted(PORT, directory.resolve("data")));
      try (ServerProcess server = start(directory, Path.of(args[2]))) {
        push(server, streams, lines);
        System.out.printf(
            "%d streams of %d lines pushed: peak memory %d MB, %.1f CPU s, %d objects%n",
            streams, lines, server.peakMegabytes(), server.cpuSeconds(), objects(directory));
        require(server.send(server.request("/flush").POST(HttpRequest.BodyPublishers.noBody())));
        System.out.printf(
            "flushed: peak memory %d MB, %.1f CPU s, %d objects%n",
            server.peakMegabytes(), server.cpuSeconds(), objects(directory));
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static ServerProcess start(Path directory, Path jars)
      throws IOException, InterruptedException {
    return ServerProcess.start(
        jars, "-Xmx768m", directory.resolve("server.yaml"), directory.resolve("server.log"), PORT);
  }

  /** In rounds, one line for each stream, as a cluster logs. */
  private static void push(ServerProcess server, int streams, int lines)
      throws IOException, InterruptedException {
    Random random = new Random(1);
    PushEncoder encoder = new PushEncoder();
    long time = Instant.now().getEpochSecond() * 1_000_000_000L;
    for (int line = 0; line < lines; line++) {
      for (int first = 0; first < streams; first += STREAMS_A_PUSH) {
        encoder.reset();
        for (int i = first; i < Math.min(streams, first + STREAMS_A_PUSH); i++) {
          encoder.beginStream(
              "{namespace=\"shop-%d\", app=\"service-%d\", pod=\"service-%d-7d9f8b6c5-%05x\", container=\"main\"}"
                  .formatted(i % 50, i % 500, i % 500, i));
          byte[] text =
              "level=info msg=\"request served\" path=/api/v1/orders/%d status=200 duration=%dms trace=%016x"
                  .formatted(random.nextInt(100_000), random.nextInt(400), random.nextLong())
                  .getBytes(StandardCharsets.UTF_8);
          encoder.entry(time++, text, 0, text.length, Labels.empty());
          encoder.endStream();
        }
        byte[] request = encoder.toByteArray();
        byte[] body = SnappyBlock.compress(request, 0, request.length);
        require(
            server.send(
                server
                    .request("/loki/api/v1/push")
                    .header("Content-Type", "application/x-protobuf")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))));
      }
    }
  }

  private static void require(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() != 204) {
      throw new IOException(new String(response.body(), StandardCharsets.UTF_8));
    }
  }

  private static long objects(Path directory) throws IOException {
    Path chunks = directory.resolve("data").resolve("chunks");
    if (Files.notExists(chunks)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(chunks)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
