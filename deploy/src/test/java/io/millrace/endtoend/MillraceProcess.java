package io.millrace.endtoend;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process of the packaged program, run as a user would run it. */
final class MillraceProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private MillraceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts {@code millrace <args>}; output goes to a file in the working directory. */
  static MillraceProcess start(Path directory, String name, String... args) throws IOException {
    Path jars = Path.of("target", "dist", "lib").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            jars + "/*",
            "io.millrace.cli.Main"));
    command.addAll(List.of(args));
    return of(
        new ProcessBuilder(command).directory(directory.toFile()),
        directory.resolve(name + ".log"));
  }

  /** Starts a process whose output goes to a file. */
  static MillraceProcess of(ProcessBuilder builder, Path log) throws IOException {
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new MillraceProcess(process, log);
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until {@code /ready} says so. */
  MillraceProcess awaitReady(int port) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready")).build();
    Awaitility.await("ready: " + log)
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("ended at once:\n" + output());
              }
              try {
                return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()
                    == 200;
              } catch (IOException _) {
                return false;
              }
            });
    return this;
  }

  /** SIGKILL when the time has passed. */
  void killAfter(Duration time) throws InterruptedException {
    if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("ended before it was killed, see " + log);
    }
    kill();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** The most memory that the process has had of the machine, in KiB (proc(5), VmHWM). */
  long peakMemoryKb() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmHWM of process " + process.pid());
  }

  String output() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
