package io.millrace.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions by name. */
final class Functions {
  private static final Map<String, Function> ALL = all();

  private Functions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    BuiltinFunctions.addTo(all);
    StringFunctions.addTo(all);
    RegexFunctions.addTo(all);
    MathFunctions.addTo(all);
    TimeFunctions.addTo(all);
    return Map.copyOf(all);
  }

  static boolean isKnown(String name) {
    return ALL.containsKey(name) || name.equals("and") || name.equals("or");
  }

  static @Nullable Function get(String name) {
    return ALL.get(name);
  }
}
