package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels from all pairs of a logfmt line. A malformed pair is skipped, or ends the reading with an
 * error when strict; of equal names the first one counts.
 */
final class LogfmtStage implements FieldParser {
  private final boolean strict;
  private final boolean keepEmpty;

  LogfmtStage(boolean strict, boolean keepEmpty) {
    this.strict = strict;
    this.keepEmpty = keepEmpty;
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.needsNoLabels()) {
      return true;
    }
    byte[] buffer = run.lineBuffer();
    LogfmtReader pairs = new LogfmtReader(buffer, run.lineStart(), run.lineEnd());
    JsonKeys keys = run.logfmtKeys();
    JsonKeys.Key before = null;
    while (pairs.next()) {
      String problem = pairs.problem();
      if (problem != null) {
        if (strict) {
          run.parserError("LogfmtParserErr", problem);
          return true;
        }
        continue;
      }
      JsonKeys.Key expected = keys.expected(before);
      JsonKeys.Key key = keys.find(buffer, pairs.keyStart(), pairs.keyEnd(), expected);
      if (key != expected) {
        keys.came(before, key);
      }
      before = key;
      if (key.id < 0 || (!keepEmpty && pairs.isEmptyValue())) {
        continue;
      }
      int label = run.target(key.id);
      if (label >= 0) {
        pairs.setValue(run, label);
        run.extracted(label);
        if (run.foundAllWanted()) {
          return true;
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
      JsonKeys.Key key = run.logfmtKeys().find(line, pairs.keyStart(), pairs.keyEnd());
      if (key.id >= 0) {
        spans.add(FieldSpan.ofLogfmt(key.id, pairs));
      }
    }
    return spans;
  }

  @Override
  public void begin(LineRun run) {}

  @Override
  public boolean field(LineRun run, int id, boolean quoted, byte[] buffer, int from, int to) {
    if (from == to && !keepEmpty) {
      return true;
    }
    int label = run.target(id);
    if (label < 0) {
      return true;
    }
    Fields.set(run, label, buffer, from, to);
    run.extracted(label);
    return !run.foundAllWanted();
  }

  @Override
  public void end(LineRun run) {}
}
