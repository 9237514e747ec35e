package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import io.millrace.units.Utf8;
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
    if (run.needsNoLabels()) {
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
      byte @Nullable [] labelName = labelName(buffer, pairs);
      for (int i = 0; i < keys.length; i++) {
        if (isKey(keys[i], buffer, pairs, labelName)) {
          int label = run.targetAgain(labels[i]);
          pairs.setValue(run, label);
          run.extracted(label);
        }
      }
    }
    return true;
  }

  /**
   * The key of the pair as a label is called; null when that is the key itself. An expression can
   * name the key either way.
   */
  private static byte @Nullable [] labelName(byte[] line, LogfmtReader pairs) {
    for (int i = pairs.keyStart(); i < pairs.keyEnd(); i++) {
      byte b = line[i];
      boolean digit = b >= '0' && b <= '9';
      boolean fits =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || b == '_'
              || (digit && i > pairs.keyStart());
      if (!fits) {
        String key = Utf8.decode(line, pairs.keyStart(), pairs.keyEnd());
        return LabelKeys.sanitize(key, true).getBytes(StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private static boolean isKey(
      byte[] wanted, byte[] line, LogfmtReader pairs, byte @Nullable [] labelName) {
    return (labelName != null && Arrays.equals(wanted, labelName))
        || Arrays.equals(wanted, 0, wanted.length, line, pairs.keyStart(), pairs.keyEnd());
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
      byte @Nullable [] labelName = labelName(line, pairs);
      for (int i = 0; i < keys.length; i++) {
        if (isKey(keys[i], line, pairs, labelName)) {
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
        run.extracted(label);
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
