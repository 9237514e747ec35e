package io.millrace.cli;

import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what an installation holds. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Load a server and tell what it holds.",
    subcommands = {BenchCommand.Push.class, BenchCommand.Query.class})
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "bench what? push or query");
  }

  /** What both have. */
  static final class Load {
    @Option(
        names = "--clients",
        defaultValue = "4",
        description = "Clients at once (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
        names = "--seconds",
        defaultValue = "30",
        description = "How long (default: ${DEFAULT-VALUE}).")
    private int seconds;

    LoadRun run(LoadRun.Work work) throws InterruptedException {
      if (clients < 1 || clients > 10_000 || seconds < 1) {
        throw new UsageException("--clients goes from 1 to 10000, --seconds from 1 up");
      }
      return LoadRun.of(clients, Duration.ofSeconds(seconds), work);
    }
  }

  @Command(
      name = "push",
      mixinStandardHelpOptions = true,
      description = "Push generated lines as fast as they are acknowledged.")
  static final class Push implements Callable<Integer> {
    private static final int MAX_BATCH = 64 << 20;
    private static final int LINES = 100_000;

    @Spec private CommandSpec spec;
    @Mixin private ApiOptions api;
    @Mixin private Load load;

    @Option(
        names = "--batch-bytes",
        defaultValue = "1048576",
        description = "Bytes of lines in a push (default: ${DEFAULT-VALUE}).")
    private int batchBytes;

    @Option(
        names = "--streams",
        defaultValue = "100",
        description = "Streams to spread over (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Override
    public Integer call() throws InterruptedException {
      if (batchBytes < 1 || batchBytes > MAX_BATCH || streams < 1) {
        throw new UsageException("--batch-bytes goes up to " + MAX_BATCH + ", --streams from 1");
      }
      LokiClient client = api.client();
      List<byte[]> lines = lines(new Random(0));
      LoadRun run =
          load.run(
              random -> {
                byte[] body = body(random, lines);
                byte[] compressed = SnappyBlock.compress(body, 0, body.length);
                return () -> {
                  client.post("/loki/api/v1/push", "application/x-protobuf", compressed);
                  return batchBytes;
                };
              });
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "pushed %.1f MB/s in pushes of %d KB: %s%n",
          run.unitsPerSecond() / 1e6, batchBytes >> 10, run.describe());
      out.flush();
      return run.failures() == 0 ? 0 : 1;
    }

    /** Made once: to format lines takes longer than to store them. */
    private static List<byte[]> lines(Random random) {
      return Stream.generate(
              () ->
                  "level=%s method=GET path=/api/v1/items/%d status=%d duration=%dms trace_id=%016x"
                      .formatted(
                          random.nextInt(20) == 0 ? "error" : "info",
                          random.nextInt(10_000),
                          random.nextInt(20) == 0 ? 500 : 200,
                          random.nextInt(900),
                          random.nextLong())
                      .getBytes(StandardCharsets.UTF_8))
          .limit(LINES)
          .toList();
    }

    private byte[] body(Random random, List<byte[]> lines) {
      PushEncoder encoder = new PushEncoder();
      encoder.beginStream("{job=\"bench\", stream=\"" + random.nextInt(streams) + "\"}");
      long nanos = TimeArgument.nanos(Instant.now());
      for (int bytes = 0; bytes < batchBytes; ) {
        byte[] line = lines.get(random.nextInt(LINES));
        encoder.entry(nanos++, line, 0, line.length, Labels.empty());
        bytes += line.length;
      }
      encoder.endStream();
      return encoder.toByteArray();
    }
  }

  @Command(
      name = "query",
      mixinStandardHelpOptions = true,
      description = "Ask queries over the last hour as fast as they are answered.")
  static final class Query implements Callable<Integer> {
    private static final List<String> DEFAULTS =
        List.of(
            "{job=\"bench\"} |= \"no such text\"",
            "{job=\"bench\"} | logfmt | status >= 500",
            "sum by (stream) (count_over_time({job=\"bench\"}[5m]))");

    @Spec private CommandSpec spec;
    @Mixin private ApiOptions api;
    @Mixin private Load load;

    @Parameters(
        paramLabel = "QUERY",
        arity = "0..*",
        description = "LogQL; without any, three over what bench push has pushed.")
    private List<String> queries = List.of();

    @Override
    public Integer call() throws InterruptedException {
      LokiClient client = api.client();
      PrintWriter out = spec.commandLine().getOut();
      long failures = 0;
      for (String query : queries.isEmpty() ? DEFAULTS : queries) {
        LoadRun run =
            load.run(
                _ -> {
                  Map<String, String> parameters = lastHour(query);
                  return () -> {
                    client.get("/loki/api/v1/query_range", parameters);
                    return 1;
                  };
                });
        out.printf("%s%n  %.1f queries/s: %s%n", query, run.unitsPerSecond(), run.describe());
        out.flush();
        failures += run.failures();
      }
      return failures == 0 ? 0 : 1;
    }

    private static Map<String, String> lastHour(String query) {
      Instant now = Instant.now();
      return Map.of(
          "query",
          query,
          "start",
          Long.toString(TimeArgument.nanos(now.minusSeconds(3600))),
          "end",
          Long.toString(TimeArgument.nanos(now)),
          "step",
          "60");
    }
  }
}
