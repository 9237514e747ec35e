package io.millrace.template;

import java.util.Map;
import java.util.TreeMap;

/** The labels of a line, as the dot of a template: a Go {@code map[string]string}. */
final class LabelMap extends TreeMap<String, String> {
  private static final long serialVersionUID = 1;

  LabelMap(Map<String, String> labels) {
    super(labels);
  }
}
