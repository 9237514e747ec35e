package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a LogQL query over a range of time. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = "Run a LogQL query and print its lines or samples.")
final class QueryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(paramLabel = "QUERY", description = "For example: '{app=\"web\"} |= \"error\"'")
  private String query = "";

  @Option(
      names = "--since",
      defaultValue = "1h",
      description = "How far back the range begins (default: ${DEFAULT-VALUE}).")
  private String since = "";

  @Option(names = "--from", description = "Begin of the range, RFC 3339; instead of --since.")
  private String from = "";

  @Option(names = "--to", description = "End of the range, RFC 3339 (default: now).")
  private String to = "";

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "Most lines to print (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--forward", description = "The oldest lines instead of the newest.")
  private boolean forward;

  @Option(names = "--step", defaultValue = "", description = "Step of a metric query, as 1m.")
  private String step = "";

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now();
    Map<String, String> params = new LinkedHashMap<>();
    params.put("query", query);
    params.put("start", Long.toString(TimeArgument.nanos(from.isEmpty() ? since : from, now)));
    params.put(
        "end", Long.toString(to.isEmpty() ? TimeArgument.nanos(now) : TimeArgument.nanos(to, now)));
    params.put("limit", Integer.toString(limit));
    params.put("direction", forward ? "forward" : "backward");
    if (!step.isEmpty()) {
      params.put("step", step);
    }
    JsonNode data = api.client().get("/loki/api/v1/query_range", params).path("data");
    PrintWriter out = spec.commandLine().getOut();
    if (data.path("resultType").asText().equals("streams")) {
      LinePrinter printer = new LinePrinter(out, output);
      LogLine.of(data, forward).forEach(printer::print);
    } else {
      new SamplePrinter(out, output).print(data);
    }
    out.flush();
    return 0;
  }
}
