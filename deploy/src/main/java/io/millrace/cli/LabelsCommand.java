package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists label names, or the values of one. */
@Command(
    name = "labels",
    mixinStandardHelpOptions = true,
    description = "List the names of labels, or the values of one.")
final class LabelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Label whose values are listed.")
  private String name = "";

  @Option(
      names = "--since",
      defaultValue = "1h",
      description = "How far back to look (default: ${DEFAULT-VALUE}).")
  private String since = "";

  @Override
  public Integer call() throws Exception {
    String path = name.isEmpty() ? "/loki/api/v1/labels" : "/loki/api/v1/label/" + name + "/values";
    long start = TimeArgument.nanos(since, Instant.now());
    JsonNode answer = api.client().get(path, Map.of("start", Long.toString(start)));
    PrintWriter out = spec.commandLine().getOut();
    for (JsonNode value : answer.path("data")) {
      out.println(value.asText());
    }
    out.flush();
    return 0;
  }
}
