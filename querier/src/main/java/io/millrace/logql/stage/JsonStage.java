package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels from all members of a JSON object. Members of inner objects have their names joined by
 * underscores; arrays and nulls are skipped; of equal names the first one counts.
 */
final class JsonStage implements FieldParser {
  private static final int MAX_DEPTH = 100;
  private static final int DONE = -100;

  @Override
  public boolean apply(LineRun run) {
    if (run.needsNoLabels()) {
      return true;
    }
    int result = object(run, run.jsonKeys(), run.lineBuffer(), run.lineStart(), run.lineEnd(), 0);
    if (result < 0 && result != DONE) {
      run.parserError("JSONParserErr", JsonScanner.message(result));
    }
    return true;
  }

  @Override
  public LineTemplate.Form form() {
    return LineTemplate.Form.JSON;
  }

  @Override
  public @Nullable List<FieldSpan> spans(LineRun run, byte[] line) {
    List<FieldSpan> found = new ArrayList<>();
    return spans(run.jsonKeys(), line, 0, line.length, 0, found) ? found : null;
  }

  private static boolean spans(
      JsonKeys keys, byte[] line, int from, int to, int depth, List<FieldSpan> found) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    JsonMembers members = new JsonMembers(line, from, to);
    while (members.next()) {
      JsonKeys.Key key = key(keys, line, members.keyStart(), members.keyEnd());
      if (key == null) {
        return false;
      }
      int start = members.valueStart();
      int end = members.valueEnd();
      if (line[start] == '{') {
        if (key.descend && !spans(keys.members(key), line, start, end, depth + 1, found)) {
          return false;
        }
      } else if (key.id >= 0 && line[start] != '[') {
        found.add(FieldSpan.ofJson(key.id, line, start, end));
      }
    }
    return members.problem() == 0;
  }

  @Override
  public void begin(LineRun run) {}

  @Override
  public boolean field(LineRun run, int id, boolean quoted, byte[] buffer, int from, int to) {
    return set(run, id, quoted, buffer, from, to);
  }

  @Override
  public void end(LineRun run) {}

  /** Walks the object in {@code buffer[from..to)}; below zero when it is malformed, or done. */
  private static int object(
      LineRun run, JsonKeys keys, byte[] buffer, int from, int to, int depth) {
    if (depth > MAX_DEPTH) {
      return JsonScanner.BAD_OBJECT;
    }
    JsonMembers members = new JsonMembers(buffer, from, to);
    JsonKeys.Key before = null;
    JsonKeys.Key expected = keys.expected(null);
    while (members.next(expected)) {
      JsonKeys.Key key = expected;
      if (key == null || !members.asExpected()) {
        key = key(keys, buffer, members.keyStart(), members.keyEnd());
        if (key == null) {
          return JsonScanner.BAD_ESCAPE;
        }
        keys.came(before, key);
      }
      before = key;
      expected = keys.expected(key);
      int start = members.valueStart();
      int end = members.valueEnd();
      int result;
      if (buffer[start] == '{') {
        result = key.descend ? object(run, keys.members(key), buffer, start, end, depth + 1) : 0;
      } else {
        result = member(run, key, buffer, start, end);
      }
      if (result < 0) {
        return result;
      }
    }
    return members.problem();
  }

  static JsonKeys.@Nullable Key key(JsonKeys keys, byte[] buffer, int from, int to) {
    if (!JsonText.hasEscape(buffer, from, to)) {
      return keys.find(buffer, from, to);
    }
    String text = JsonText.unescape(buffer, from, to, false);
    if (text == null) {
      return null;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return keys.find(bytes, 0, bytes.length);
  }

  private static int member(LineRun run, JsonKeys.Key key, byte[] buffer, int from, int to) {
    if (key.id < 0) {
      return 0;
    }
    boolean quoted = buffer[from] == '"';
    boolean more =
        quoted
            ? set(run, key.id, true, buffer, from + 1, to - 1)
            : set(run, key.id, false, buffer, from, to);
    return more ? 0 : DONE;
  }

  /** False when the last of the wanted labels is found. */
  private static boolean set(LineRun run, int id, boolean quoted, byte[] buffer, int from, int to) {
    if (!quoted && (buffer[from] == '[' || buffer[from] == 'n')) {
      return true;
    }
    int label = run.target(id);
    if (label < 0) {
      return true;
    }
    setValue(run, label, quoted, buffer, from, to);
    run.extracted(label);
    return !run.foundAllWanted();
  }

  /** Sets a label to a value that is neither object nor array, without its quotes. */
  static void setValue(LineRun run, int label, boolean quoted, byte[] buffer, int from, int to) {
    if (!quoted) {
      run.set(label, buffer, from, to);
    } else if (JsonText.hasEscape(buffer, from, to)) {
      run.set(label, text(buffer, from, to));
    } else {
      Fields.set(run, label, buffer, from, to);
    }
  }

  /** The text of a string without its quotes; empty when an escape is not valid. */
  static String text(byte[] buffer, int from, int to) {
    String text = JsonText.unescape(buffer, from, to, false);
    return text == null ? "" : text.replace('\uFFFD', ' ');
  }
}
