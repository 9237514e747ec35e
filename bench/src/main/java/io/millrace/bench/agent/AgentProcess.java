package io.millrace.bench.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent under measurement. */
final class AgentProcess implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100;

  /** What the launcher gives an agent. */
  private static final String OPTIONS =
      "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx40m -XX:TrimNativeHeapInterval=2000"
          + " -XX:Tier4InvocationThreshold=25000 -XX:Tier4MinInvocationThreshold=3000"
          + " -XX:Tier4CompileThreshold=75000 -XX:Tier4BackEdgeThreshold=200000";

  private final Process process;

  private AgentProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts the packaged agent with the launcher's options, or those of {@code
   * millrace.bench.options}.
   */
  static AgentProcess start(Path jars, Path config, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(List.of(System.getProperty("millrace.bench.options", OPTIONS).split(" ", -1)));
    command.addAll(
        List.of("-cp", jars + "/*", "io.millrace.cli.Main", "agent", "-config.file=" + config));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    return new AgentProcess(builder.start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** User and system time so far. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** A figure of /proc/self/status in MB: VmHWM for the peak, VmRSS for now. */
  long megabytes(String figure) throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher found = Pattern.compile(figure + ":\\s+(\\d+) kB").matcher(status);
    if (!found.find()) {
      throw new IOException("the operating system tells no " + figure);
    }
    return Long.parseLong(found.group(1)) / 1024;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
