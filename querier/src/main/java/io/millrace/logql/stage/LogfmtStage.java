package io.millrace.logql.stage;

/**
 * Labels from all pairs of a logfmt line. A malformed pair is skipped, or ends the reading with an
 * error when strict; of equal names the first one counts.
 */
final class LogfmtStage implements LineStage {
  private final boolean strict;
  private final boolean keepEmpty;

  LogfmtStage(boolean strict, boolean keepEmpty) {
    this.strict = strict;
    this.keepEmpty = keepEmpty;
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.wanted().nothing()) {
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
}
