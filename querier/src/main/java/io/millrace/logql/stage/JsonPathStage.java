package io.millrace.logql.stage;

import io.millrace.units.Utf8;

/** Labels from chosen values of JSON. What is not there gives an empty label. */
final class JsonPathStage implements LineStage {
  private final int[] labels;
  private final JsonPath[] paths;

  JsonPathStage(int[] labels, JsonPath[] paths) {
    this.labels = labels.clone();
    this.paths = paths.clone();
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.lineLength() == 0 || run.wanted().nothing()) {
      return true;
    }
    byte[] buffer = run.lineBuffer();
    int from = run.lineStart();
    int to = run.lineEnd();
    byte first = buffer[from];
    if (first != '"' && first != '{' && first != '[') {
      run.parserError("JSONParserErr", "");
      return true;
    }
    int[] found = new int[paths.length];
    for (int i = 0; i < paths.length; i++) {
      found[i] = paths[i].find(buffer, from, to);
    }
    setInOrderOfLine(run, buffer, to, found);
    for (int label : labels) {
      if (!run.has(label)) {
        run.set(label, "");
      }
    }
    return true;
  }

  /** Of two values for one label, the one later in the line stays. */
  private void setInOrderOfLine(LineRun run, byte[] buffer, int to, int[] found) {
    int behind = -1;
    while (true) {
      int next = Integer.MAX_VALUE;
      for (int at : found) {
        if (at > behind && at < next) {
          next = at;
        }
      }
      if (next == Integer.MAX_VALUE) {
        return;
      }
      for (int i = 0; i < found.length; i++) {
        if (found[i] == next) {
          set(run, run.targetAgain(labels[i]), buffer, next, to);
        }
      }
      behind = next;
    }
  }

  private static void set(LineRun run, int label, byte[] buffer, int from, int to) {
    int end = JsonScanner.valueEnd(buffer, from, to);
    if (end < 0) {
      return;
    }
    switch (buffer[from]) {
      case 'n' -> run.set(label, "");
      case '{', '[' -> run.set(label, Utf8.decode(buffer, from, end));
      default -> JsonStage.set(run, label, buffer, from, end);
    }
    run.extracted(label);
  }
}
