package io.millrace.ingester.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Collects why entries of one push were refused, and words it as Loki's distributor does. */
final class PushErrors {
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  void add(String message) {
    counts.merge(message, 1, Integer::sum);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** A single error bare; several with how often each occurred. */
  String message() {
    if (counts.size() == 1 && counts.values().iterator().next() == 1) {
      return counts.keySet().iterator().next();
    }
    StringJoiner all = new StringJoiner("; ");
    counts.forEach((message, count) -> all.add(count + " errors like: " + message));
    return all.toString();
  }
}
