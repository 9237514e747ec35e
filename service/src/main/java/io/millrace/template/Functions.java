package io.millrace.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions of a dialect by name. Immutable. */
final class Functions {
  /** What Loki adds for queries and Promtail does not have. */
  private static final Set<String> OF_QUERIES =
      Set.of(
          "__line__",
          "__timestamp__",
          "alignLeft",
          "alignRight",
          "bytes",
          "count",
          "duration",
          "duration_seconds",
          "toDateInZone",
          "unixEpochMillis",
          "unixEpochNanos",
          "unixToTime",
          "urldecode",
          "urlencode");

  private final Map<String, Function> byName;

  private Functions(Map<String, Function> byName) {
    this.byName = Map.copyOf(byName);
  }

  static Functions logql() {
    return new Functions(common());
  }

  static Functions promtail() {
    Map<String, Function> all = common();
    all.keySet().removeAll(OF_QUERIES);
    SprigFunctions.addTo(all);
    HashFunctions.addTo(all);
    return new Functions(all);
  }

  static Functions alerts() {
    Map<String, Function> all = new HashMap<>();
    BuiltinFunctions.addTo(all);
    all.keySet().removeAll(Set.of("__line__", "__timestamp__", "fromJson", "default"));
    AlertFunctions.addTo(all);
    return new Functions(all);
  }

  private static Map<String, Function> common() {
    Map<String, Function> all = new HashMap<>();
    BuiltinFunctions.addTo(all);
    StringFunctions.addTo(all);
    RegexFunctions.addTo(all);
    MathFunctions.addTo(all);
    TimeFunctions.addTo(all);
    return all;
  }

  boolean isKnown(String name) {
    return byName.containsKey(name) || name.equals("and") || name.equals("or");
  }

  @Nullable Function get(String name) {
    return byName.get(name);
  }
}
