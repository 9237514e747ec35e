package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Labels from chosen pairs of a logfmt line; a label whose pair is not there is empty. */
final class LogfmtFieldsStage implements FieldParser {
  private final boolean strict;
  private final int[] labels;
  private final byte[][] keys;

  LogfmtFieldsStage(boolean strict, int[] labels, List<String> keys) {
    this.strict = strict;
    this.labels = labels.clone();
    this.keys =
        keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.wanted().nothing()) {
      return true;
    }
    begin(run);
    byte[] buffer = run.lineBuffer();
    LogfmtReader pairs = new LogfmtReader(buffer, run.lineStart(), run.lineEnd());
    while (pairs.next()) {
      String problem = pairs.problem();
      if (problem != null) {
        if (strict) {
          run.parserError("LogfmtParserErr", problem);
          return true;
        }
        continue;
      }
      for (int i = 0; i < keys.length; i++) {
        if (Arrays.equals(keys[i], 0, keys[i].length, buffer, pairs.keyStart(), pairs.keyEnd())) {
          int label = run.targetAgain(labels[i]);
          pairs.setValue(run, label);
          run.extracted(label);
        }
      }
    }
    return true;
  }

  @Override
  public LineTemplate.Form form() {
    return LineTemplate.Form.LOGFMT;
  }

  @Override
  public @Nullable List<FieldSpan> spans(LineRun run, byte[] line) {
    List<FieldSpan> spans = new ArrayList<>();
    LogfmtReader pairs = new LogfmtReader(line, 0, line.length);
    while (pairs.next()) {
      if (!pairs.isPlain()) {
        return null;
      }
      for (int i = 0; i < keys.length; i++) {
        if (Arrays.equals(keys[i], 0, keys[i].length, line, pairs.keyStart(), pairs.keyEnd())) {
          spans.add(FieldSpan.ofLogfmt(labels[i], pairs));
        }
      }
    }
    return spans;
  }

  @Override
  public void begin(LineRun run) {
    for (int label : labels) {
      if (!run.has(label)) {
        run.set(label, "");
      }
    }
  }

  @Override
  public boolean field(LineRun run, int id, boolean quoted, byte[] buffer, int from, int to) {
    int label = run.targetAgain(id);
    Fields.set(run, label, buffer, from, to);
    run.extracted(label);
    return true;
  }

  @Override
  public void end(LineRun run) {}
}
