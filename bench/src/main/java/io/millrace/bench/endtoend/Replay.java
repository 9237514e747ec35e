package io.millrace.bench.endtoend;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes a corpus to a packaged server with the memory to hold it, kills the server, and starts it
 * again a few times, each killed once it has read its log.
 *
 * <p>Arguments: megabytes of lines; the directory of the packaged jars; optionally a directory with
 * real {@code *.log} files. Properties: see {@link ServerProcess#start}.
 */
public final class Replay {
  private static final int PORT = 3156;
  private static final int STARTS = 3;
  private static final Pattern SECONDS = Pattern.compile("write-ahead log\".* seconds=(\\S+)");

  private Replay() {}

  public static void main(String[] args) throws Exception {
    int megabytes = Integer.parseInt(args[0]);
    @Nullable Path realLogs = args.length > 2 ? Path.of(args[2]) : null;
    Path directory = Files.createTempDirectory("millrace-bench");
    try {
      Corpus corpus = new Corpus(megabytes, realLogs, Instant.now().minus(Duration.ofHours(2)));
      run(directory, Path.of(args[1]), corpus);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(Path directory, Path jars, Corpus corpus) throws Exception {
    Path config = directory.resolve("server.yaml");
    Files.writeString(
        config,
        """
        auth_enabled: false
        server: {http_listen_address: 127.0.0.1, http_listen_port: %d}
        common: {path_prefix: %s}
        limits_config:
          ingestion_rate_mb: 10000
          ingestion_burst_size_mb: 10000
          per_stream_rate_limit: 1GB
          per_stream_rate_limit_burst: 1GB
        """
            .formatted(PORT, directory.resolve("data")));
    try (ServerProcess server = start(jars, config, directory.resolve("pushed.log"))) {
      while (corpus.hasNext()) {
        server.send(
            server
                .request("/loki/api/v1/push")
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(corpus.next())));
      }
      server.kill();
    }
    double megabytes = corpus.rawBytes() / 1e6;
    for (int i = 0; i < STARTS; i++) {
      Path log = directory.resolve("replayed-" + i + ".log");
      try (ServerProcess server = start(jars, config, log)) {
        double seconds = replaySeconds(log);
        System.out.printf(
            "replay of %.0f MB: %.2f s (%.0f MB/s), ready after %.2f s and %.2f CPU s, of which"
                + " compiler %.2f, %d MB resident%n",
            megabytes,
            seconds,
            megabytes / seconds,
            server.ready().toMillis() / 1e3,
            server.cpuSeconds(),
            server.cpuSeconds(List.of("C1 Comp", "C2 Comp")),
            server.peakMegabytes());
        server.kill();
      }
    }
  }

  private static ServerProcess start(Path jars, Path config, Path log) throws Exception {
    return ServerProcess.start(jars, "-Xmx768m", config, log, PORT);
  }

  private static double replaySeconds(Path log) throws IOException {
    Matcher seconds = SECONDS.matcher(Files.readString(log));
    if (!seconds.find()) {
      throw new IOException("the server tells of no replay in " + log);
    }
    return Double.parseDouble(seconds.group(1));
  }
}
