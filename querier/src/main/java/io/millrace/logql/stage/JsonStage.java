package io.millrace.logql.stage;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Labels from all members of a JSON object. Members of inner objects have their names joined by
 * underscores; arrays and nulls are skipped; of equal names the first one counts.
 */
final class JsonStage implements LineStage {
  private static final int MAX_DEPTH = 100;
  private static final int DONE = -100;

  @Override
  public boolean apply(LineRun run) {
    if (run.wanted().nothing()) {
      return true;
    }
    int result = object(run, run.jsonKeys(), run.lineBuffer(), run.lineStart(), run.lineEnd(), 0);
    if (result < 0 && result != DONE) {
      run.parserError("JSONParserErr", JsonScanner.message(result));
    }
    return true;
  }

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
    byte first = buffer[from];
    if (key.id < 0 || first == '[' || first == 'n') {
      return 0;
    }
    int label = run.target(key.id);
    if (label < 0) {
      return 0;
    }
    set(run, label, buffer, from, to);
    run.extracted(label);
    return run.foundAllWanted() ? DONE : 0;
  }

  /** Sets a label to a value that is neither object nor array. */
  static void set(LineRun run, int label, byte[] buffer, int from, int to) {
    if (buffer[from] != '"') {
      run.set(label, buffer, from, to);
    } else if (JsonText.hasEscape(buffer, from + 1, to - 1)) {
      run.set(label, text(buffer, from + 1, to - 1));
    } else {
      Fields.set(run, label, buffer, from + 1, to - 1);
    }
  }

  /** The text of a string without its quotes; empty when an escape is not valid. */
  static String text(byte[] buffer, int from, int to) {
    String text = JsonText.unescape(buffer, from, to, false);
    return text == null ? "" : text.replace('\uFFFD', ' ');
  }
}
