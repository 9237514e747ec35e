package io.millrace.agent.pipeline;

import io.millrace.labels.Labels;
import java.util.HashMap;
import java.util.Map;

/**
 * Adds one label to label sets and remembers the results: the entries of a file have few label
 * sets, and building one costs more than all other work on a line.
 */
final class LabelSetter {
  /** A label with more values than this, as an id, would only fill the memory. */
  private static final int MAX_REMEMBERED = 512;

  private record Change(Labels from, String value) {}

  private final String name;
  private final Map<Change, Labels> remembered = new HashMap<>();
  private Labels lastFrom = Labels.empty();
  private String lastValue = "";
  private Labels lastResult = Labels.empty();

  LabelSetter(String name) {
    this.name = name;
  }

  /** The set with the label at {@code value}; an empty value removes it. */
  Labels set(Labels from, String value) {
    if (value.equals(lastValue) && from.equals(lastFrom)) {
      return lastResult;
    }
    Labels result = remembered.get(new Change(from, value));
    if (result == null) {
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
      result = from.toBuilder().set(name, value).build();
      remembered.put(new Change(from, value), result);
    }
    lastFrom = from;
    lastValue = value;
    lastResult = result;
    return result;
  }
}
