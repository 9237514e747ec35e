package io.millrace.querier.detected;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.stage.JsonFieldPaths;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Takes the fields out of a line: as JSON, else as logfmt. Not safe for concurrent use. */
final class LineParser {
  private static final String EXTRACTED = "_extracted";

  private final Pipeline json = compile(new Stage.JsonParser(List.of()));
  private final Pipeline logfmt = compile(new Stage.LogfmtParser(false, false, List.of()));
  private final LineRun jsonRun = json.newRun();
  private final LineRun logfmtRun = logfmt.newRun();

  private static Pipeline compile(Stage stage) {
    return Pipeline.compile(List.of(stage), null, Wanted.ALL);
  }

  /**
   * The fields of one line.
   *
   * @param parser that found them
   * @param paths keys of JSON by the name that they make
   */
  record Fields(LabelSet values, String parser, Map<String, List<String>> paths) {
    /** The keys that lead to a field in JSON; empty when it was not found there. */
    List<String> path(String name) {
      if (name.endsWith(EXTRACTED)) {
        String field = name.substring(0, name.length() - EXTRACTED.length());
        // A field that has its own name would not have got the longer one.
        if (paths.containsKey(field) && values.get(field) == null) {
          return paths.get(field);
        }
      }
      return paths.getOrDefault(name, List.of());
    }
  }

  Fields parse(LogLine line) {
    byte[] bytes = line.line().getBytes(StandardCharsets.UTF_8);
    Labels stream = stream(line);
    LabelSet found = run(json, jsonRun, bytes, stream, line.timestampNanos());
    // A line may hold a field of the name __error__: the run knows the parser's own error.
    if (!jsonRun.error().equals("JSONParserErr")) {
      return new Fields(found, "json", JsonFieldPaths.of(bytes));
    }
    found = run(logfmt, logfmtRun, bytes, stream, line.timestampNanos());
    return new Fields(found, "logfmt", Map.of());
  }

  /** The stream's labels alone: a field may have the name of structured metadata, not theirs. */
  private static Labels stream(LogLine line) {
    Labels.Builder stream = new Labels.Builder();
    line.labels().stream().forEach(stream::set);
    return stream.build();
  }

  private static LabelSet run(
      Pipeline pipeline, LineRun run, byte[] line, Labels stream, long timestampNanos) {
    run.stream(stream);
    run.line(timestampNanos, line, 0, line.length, Labels.empty());
    pipeline.apply(run);
    return run.labels().parsed();
  }
}
