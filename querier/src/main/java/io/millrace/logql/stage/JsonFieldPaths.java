package io.millrace.logql.stage;

import io.millrace.units.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells which keys of a JSON line the json stage makes a label from. */
public final class JsonFieldPaths {
  private static final int MAX_DEPTH = 100;

  private final Map<String, List<String>> paths = new LinkedHashMap<>();
  private final List<String> keys = new ArrayList<>();
  private final byte[] line;

  private JsonFieldPaths(byte[] line) {
    this.line = line;
  }

  /**
   * The keys, from the outermost one on, of each value that is neither array nor null, by the name
   * of its label. Of equal names the first one counts. What follows a malformed part is left out.
   */
  public static Map<String, List<String>> of(byte[] line) {
    JsonFieldPaths walk = new JsonFieldPaths(line);
    walk.object(0, line.length, "");
    return walk.paths;
  }

  private void object(int from, int to, String prefix) {
    if (keys.size() > MAX_DEPTH) {
      return;
    }
    JsonMembers members = new JsonMembers(line, from, to);
    while (members.next()) {
      String key = key(members.keyStart(), members.keyEnd());
      if (key == null) {
        return;
      }
      String part = LabelKeys.sanitize(key, prefix.isEmpty());
      String name = prefix.isEmpty() || part.isEmpty() ? prefix + part : prefix + "_" + part;
      keys.add(key);
      switch (line[members.valueStart()]) {
        case '{' -> object(members.valueStart(), members.valueEnd(), name);
        case '[', 'n' -> {}
        default -> paths.putIfAbsent(name, List.copyOf(keys));
      }
      keys.removeLast();
    }
  }

  private @Nullable String key(int from, int to) {
    return JsonText.hasEscape(line, from, to)
        ? JsonText.unescape(line, from, to, false)
        : Utf8.decode(line, from, to);
  }
}
