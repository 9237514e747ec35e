package io.millrace.bench.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server under measurement. */
final class ServerProcess implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100;

  /** A reader that asks more often takes the time from the server that starts. */
  private static final int POLL_MILLIS = 20;

  private final Process process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;
  private final Duration ready;

  private ServerProcess(Process process, String base, Duration ready) {
    this.process = process;
    this.base = base;
    this.ready = ready;
  }

  /**
   * Starts a packaged server with the launcher's options and waits until it is ready. The property
   * {@code millrace.bench.jvm} holds options in place of {@code heap}; {@code millrace.bench.cache}
   * names a start-up cache, without which the server starts without one.
   *
   * @param jars the directory of the packaged jars
   * @param heap the launcher's option for the heap, or another
   */
  static ServerProcess start(Path jars, String heap, Path config, Path log, int port)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false"));
    command.add("-Dio.netty.jfr.enabled=false");
    command.addAll(List.of(System.getProperty("millrace.bench.jvm", heap).split(" ", -1)));
    String cache = System.getProperty("millrace.bench.cache", "");
    if (!cache.isEmpty()) {
      command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    command.addAll(List.of("-cp", jars + "/*", "io.millrace.cli.Main", "server"));
    command.add("-config.file=" + config);
    return start(command, log, port);
  }

  /** Starts {@code command} and waits until it is ready. */
  private static ServerProcess start(List<String> command, Path log, int port)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(new ArrayList<>(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    String base = "http://127.0.0.1:" + port;
    ServerProcess server = new ServerProcess(process, base, Duration.ZERO);
    while (!server.isReady()) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("the server ended, see " + log);
      }
    }
    return new ServerProcess(process, base, Duration.ofNanos(System.nanoTime() - start));
  }

  private boolean isReady() throws InterruptedException {
    try {
      return send(request("/ready").GET()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** From the start of the process to the first good answer of {@code /ready}. */
  Duration ready() {
    return ready;
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(Duration.ofMinutes(5));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** User and system time of the process so far. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /**
   * User and system time so far of the threads whose name begins with one of the prefixes, those
   * that have ended left out.
   */
  double cpuSeconds(List<String> namePrefixes) throws IOException {
    long ticks = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        if (namePrefixes.stream().anyMatch(name::startsWith)) {
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** The sum of a metric over its labels; 0 when the server does not tell it. */
  double metric(String name) throws IOException, InterruptedException {
    String metrics = new String(send(request("/metrics").GET()).body(), StandardCharsets.UTF_8);
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Peak resident memory. */
  long peakMegabytes() throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
    if (!peak.find()) {
      throw new IOException("the operating system tells no peak memory");
    }
    return Long.parseLong(peak.group(1)) / 1024;
  }

  /** Ends the process as a crash does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
