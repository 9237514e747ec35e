package io.millrace.bench.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Lets the packaged agent read 100 CRI files to a sink that counts, then as much in 1,000 files,
 * and then watch 1,000 idle ones.
 *
 * <p>Arguments: the directory of the packaged jars; optionally megabytes in all, 300 by default.
 */
public final class AgentBenchmark {
  private static final int FILES = 100;
  private static final int MANY_FILES = 1000;
  private static final long MEGABYTE = 1_000_000;
  private static final long IDLE_MILLIS = 20_000;
  private static final long SETTLE_MILLIS = 10_000;
  private static final long LATER_MILLIS = 30_000;

  private final Path directory;
  private final Path jars;
  private final PrintStream out = System.out;

  private AgentBenchmark(Path directory, Path jars) {
    this.directory = directory;
    this.jars = jars;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("millrace-agent-bench");
    try {
      AgentBenchmark bench = new AgentBenchmark(directory, Path.of(args[0]));
      int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 300;
      bench.read(FILES, megabytes);
      bench.read(MANY_FILES, megabytes);
      bench.idle();
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static String line(long serial) {
    String text =
        "2026-01-02T03:04:05."
            + String.format(Locale.ROOT, "%09d", serial)
            + "Z stdout F level=info ts=2026-01-02T03:04:05Z caller=handler.go:142 serial="
            + serial
            + " method=GET path=/api/v1/items/"
            + serial % 977
            + " status=200 duration=12.5ms msg=\"";
    return text + "x".repeat(Math.max(1, 203 - text.length())) + "\"\n";
  }

  private long write(String name, int files, long bytesEach) throws IOException {
    long serial = 0;
    for (int i = 0; i < files; i++) {
      Path file = Files.createDirectories(directory.resolve(name)).resolve(i + ".log");
      try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
        for (long bytes = 0; bytes < bytesEach; serial++) {
          byte[] line = line(serial).getBytes(StandardCharsets.UTF_8);
          to.write(line);
          bytes += line.length;
        }
      }
    }
    return serial;
  }

  private Path config(String name, CountingSink sink) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        server: {disable: true}
        clients: [{url: "%s"}]
        positions: {filename: "%s"}
        scrape_configs:
        - job_name: bench
          pipeline_stages: [{cri: {}}]
          static_configs:
          - labels: {job: bench, __path__: "%s/*.log"}
        """
            .formatted(
                sink.url(), directory.resolve(name + ".positions"), directory.resolve(name)));
  }

  private void read(int files, int megabytes) throws IOException, InterruptedException {
    String name = "busy-" + files;
    long lines = write(name, files, megabytes * MEGABYTE / files);
    try (CountingSink sink = new CountingSink();
        AgentProcess agent =
            AgentProcess.start(jars, config(name, sink), directory.resolve(name + ".out"))) {
      long start = System.nanoTime();
      awaitLines(sink, lines, agent);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = agent.cpuSeconds();
      out.printf(
          Locale.ROOT,
          "%d MB, %d lines in %d files: %.1f s, %.1f MB/s with the JVM's start; %.2f s of CPU,"
              + " %.1f MB a CPU second; peak RSS %d MB, then %d MB%n",
          megabytes,
          sink.lines(),
          files,
          seconds,
          megabytes / seconds,
          cpu,
          megabytes / cpu,
          agent.megabytes("VmHWM"),
          rssWhenSettled(agent));
    }
  }

  private static long rssWhenSettled(AgentProcess agent) throws IOException, InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    return agent.megabytes("VmRSS");
  }

  private void awaitLines(CountingSink sink, long lines, AgentProcess agent)
      throws IOException, InterruptedException {
    while (sink.lines() < lines) {
      if (!agent.isAlive()) {
        throw new IOException("the agent has ended by itself after " + sink.lines() + " lines");
      }
      Thread.sleep(10);
    }
  }

  private void idle() throws IOException, InterruptedException {
    long lines = write("idle", MANY_FILES, 1);
    try (CountingSink sink = new CountingSink();
        AgentProcess agent =
            AgentProcess.start(jars, config("idle", sink), directory.resolve("idle.out"))) {
      awaitLines(sink, lines, agent);
      Thread.sleep(SETTLE_MILLIS);
      measureIdle(agent, "in the first half minute");
      Thread.sleep(LATER_MILLIS);
      measureIdle(agent, "after a minute");
    }
  }

  private void measureIdle(AgentProcess agent, String when)
      throws IOException, InterruptedException {
    double before = agent.cpuSeconds();
    Thread.sleep(IDLE_MILLIS);
    double used = agent.cpuSeconds() - before;
    out.printf(
        Locale.ROOT,
        "%d idle files, %s: %.2f %% of a core, RSS %d MB%n",
        MANY_FILES,
        when,
        100 * used / (IDLE_MILLIS / 1e3),
        agent.megabytes("VmRSS"));
  }
}
