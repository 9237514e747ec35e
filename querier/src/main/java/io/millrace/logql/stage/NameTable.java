package io.millrace.logql.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers of label names within one run. Names that a pipeline mentions come first. */
final class NameTable {
  /** More names than this in one scan, and those found in lines are forgotten again. */
  static final int MAX_NAMES = 50_000;

  private final int fixed;
  private final List<String> names;
  private final Map<String, Integer> ids = new HashMap<>();

  NameTable(List<String> fixedNames) {
    this.fixed = fixedNames.size();
    this.names = new ArrayList<>(fixedNames);
    for (int i = 0; i < fixed; i++) {
      ids.put(fixedNames.get(i), i);
    }
  }

  int id(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    int id = names.size();
    names.add(name);
    ids.put(name, id);
    return id;
  }

  String name(int id) {
    return names.get(id);
  }

  int size() {
    return names.size();
  }

  void forgetFound() {
    List<String> found = names.subList(fixed, names.size());
    found.forEach(ids::remove);
    found.clear();
  }
}
