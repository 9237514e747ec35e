package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.service.config.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a query: asks again and again for what is new. Ends when it is interrupted. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Print the lines of a query as they come in, until interrupted.")
final class TailCommand implements Callable<Integer> {
  private static final int LIMIT = 5000;

  /** Lines may arrive late: each request looks this far behind the newest line that was seen. */
  private static final long OVERLAP_NANOS = TimeUnit.SECONDS.toNanos(5);

  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(paramLabel = "QUERY", description = "For example: '{namespace=\"shop\"}'")
  private String query = "";

  @Option(
      names = "--since",
      defaultValue = "1m",
      description = "How far back to begin (default: ${DEFAULT-VALUE}).")
  private String since = "";

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Option(names = "--interval", defaultValue = "1s", description = "Time between requests.")
  private String interval = "";

  @Override
  public Integer call() throws Exception {
    LokiClient client = api.client();
    PrintWriter out = spec.commandLine().getOut();
    LinePrinter printer = new LinePrinter(out, output);
    Duration pause = Durations.parse(interval);
    long newest = TimeArgument.nanos(since, Instant.now()) + OVERLAP_NANOS;
    Set<LogLine> printed = new HashSet<>();
    while (!Thread.currentThread().isInterrupted()) {
      long start = newest - OVERLAP_NANOS;
      for (LogLine line : lines(client, start)) {
        if (printed.add(line)) {
          printer.print(line);
        }
        newest = Math.max(newest, line.nanos());
      }
      out.flush();
      long forgetBefore = newest - OVERLAP_NANOS;
      printed.removeIf(line -> line.nanos() < forgetBefore);
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
    return 0;
  }

  private List<LogLine> lines(LokiClient client, long start) throws Exception {
    JsonNode answer =
        client.get(
            "/loki/api/v1/query_range",
            Map.of(
                "query", query,
                "start", Long.toString(start),
                "end", Long.toString(TimeArgument.nanos(Instant.now().plusSeconds(60))),
                "limit", Integer.toString(LIMIT),
                "direction", "forward"));
    return LogLine.of(answer.path("data"), true);
  }
}
