package io.millrace.bench.endtoend;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Asks a server for the data that {@link EndToEnd} left the same question again and again, for a
 * look at what it does meanwhile.
 *
 * <p>Arguments: the directory that was kept; the directory of the packaged jars; repeats; names of
 * questions, or none for all. Properties: see {@link ServerProcess#start}.
 */
public final class OneQuery {
  private OneQuery() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int repeats = Integer.parseInt(args[2]);
    Queries queries = Queries.read(directory);
    String[] names = Arrays.copyOfRange(args, 3, args.length);
    if (names.length == 0) {
      names = queries.byName().keySet().toArray(String[]::new);
    }
    System.out.printf(
        "%-28s %10s %10s %10s %14s%n",
        "query", "first, ms", "p50, ms", "last, ms", "CPU ms of last");
    try (ServerProcess server = EndToEnd.start(Path.of(args[1]), directory)) {
      for (String name : names) {
        ask(server, name, queries.named(name), repeats);
      }
    }
  }

  /** Tells the first time, the median, and the mean of the last half with its CPU time. */
  private static void ask(ServerProcess server, String name, String query, int repeats)
      throws Exception {
    double[] times = new double[repeats];
    double cpu = 0;
    for (int i = 0; i < repeats; i++) {
      cpu = i == repeats / 2 ? server.cpuSeconds() : cpu;
      long start = System.nanoTime();
      EndToEnd.require(server.send(server.request(query)), 200);
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    int half = repeats - repeats / 2;
    double cpuMillis = (server.cpuSeconds() - cpu) * 1e3 / half;
    double last = Arrays.stream(times, repeats / 2, repeats).average().orElse(0);
    double first = times[0];
    Arrays.sort(times);
    System.out.printf(
        "%-28s %10.1f %10.1f %10.1f %14.1f%n", name, first, times[repeats / 2], last, cpuMillis);
  }
}
