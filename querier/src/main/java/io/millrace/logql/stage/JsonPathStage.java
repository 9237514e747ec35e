package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import io.millrace.units.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Labels from chosen values of JSON. What is not there gives an empty label. */
final class JsonPathStage implements FieldParser {
  private final int[] labels;
  private final JsonPath[] paths;

  JsonPathStage(int[] labels, JsonPath[] paths) {
    this.labels = labels.clone();
    this.paths = paths.clone();
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.needsNoLabels() || run.lineLength() == 0) {
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
    setInOrderOfLine(run, buffer, to, find(buffer, from, to));
    end(run);
    return true;
  }

  private int[] find(byte[] buffer, int from, int to) {
    int[] found = new int[paths.length];
    for (int i = 0; i < paths.length; i++) {
      found[i] = paths[i].find(buffer, from, to);
    }
    return found;
  }

  @Override
  public LineTemplate.Form form() {
    return LineTemplate.Form.JSON;
  }

  @Override
  public @Nullable List<FieldSpan> spans(LineRun run, byte[] line) {
    if (line.length == 0 || line[0] != '{') {
      return null;
    }
    List<FieldSpan> spans = new ArrayList<>();
    int[] found = find(line, 0, line.length);
    for (int i = 0; i < found.length; i++) {
      if (found[i] >= 0) {
        int end = JsonScanner.valueEnd(line, found[i], line.length);
        if (end < 0) {
          return null;
        }
        spans.add(FieldSpan.ofJson(labels[i], line, found[i], end));
      }
    }
    // Of two values for one label, the one later in the line stays.
    spans.sort(Comparator.comparingInt(FieldSpan::from));
    return spans;
  }

  @Override
  public void begin(LineRun run) {}

  @Override
  public boolean field(LineRun run, int id, boolean quoted, byte[] buffer, int from, int to) {
    set(run, run.targetAgain(id), quoted, buffer, from, to);
    return true;
  }

  @Override
  public void end(LineRun run) {
    for (int label : labels) {
      if (!run.has(label)) {
        run.set(label, "");
        run.extracted(label);
      }
    }
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
    if (buffer[from] == '"') {
      set(run, label, true, buffer, from + 1, end - 1);
    } else {
      set(run, label, false, buffer, from, end);
    }
  }

  private static void set(LineRun run, int label, boolean quoted, byte[] buffer, int from, int to) {
    byte first = quoted ? (byte) '"' : buffer[from];
    switch (first) {
      case 'n' -> run.set(label, "");
      case '{', '[' -> run.set(label, Utf8.decode(buffer, from, to));
      default -> JsonStage.setValue(run, label, quoted, buffer, from, to);
    }
    run.extracted(label);
  }
}
