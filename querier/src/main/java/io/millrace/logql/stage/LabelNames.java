package io.millrace.logql.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the names that a pipeline mentions while it is compiled. */
public final class LabelNames {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  /** The number of a name. */
  public int id(String name) {
    return ids.computeIfAbsent(
        name,
        key -> {
          names.add(key);
          return names.size() - 1;
        });
  }

  List<String> names() {
    return List.copyOf(names);
  }
}
