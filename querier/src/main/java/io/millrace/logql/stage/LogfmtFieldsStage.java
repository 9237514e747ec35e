package io.millrace.logql.stage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Labels from chosen pairs of a logfmt line; a label whose pair is not there is empty. */
final class LogfmtFieldsStage implements LineStage {
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
    for (int label : labels) {
      if (!run.has(label)) {
        run.set(label, "");
      }
    }
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
}
