package io.millrace.chunk.columnar;

import io.millrace.chunk.ValueCount;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts the values of metadata names over the entries of a block. */
final class ValueCounts {
  /** A name with more values than this is not counted: the footer stays small. */
  private static final int MAX_VALUES = 16;

  private ValueCounts() {}

  static Map<String, List<ValueCount>> of(EntryBatch entries, int from, int to, Set<String> names) {
    Map<String, List<ValueCount>> counts = new TreeMap<>(Utf8Order.COMPARATOR);
    if (entries.hasNoMetadata()) {
      return counts;
    }
    for (String name : names) {
      List<ValueCount> values = count(entries, from, to, name);
      if (!values.isEmpty() && values.size() <= MAX_VALUES) {
        counts.put(name, values);
      }
    }
    return counts;
  }

  private static List<ValueCount> count(EntryBatch entries, int from, int to, String name) {
    Map<String, long[]> byValue = new TreeMap<>(Utf8Order.COMPARATOR);
    String last = "";
    long[] sums = new long[2];
    for (int i = from; i < to && byValue.size() <= MAX_VALUES; i++) {
      String value = entries.metadataValue(i, name);
      if (value == null) {
        continue;
      }
      // Most entries have the value of the entry before.
      if (!value.equals(last)) {
        sums = byValue.computeIfAbsent(value, v -> new long[2]);
        last = value;
      }
      sums[0]++;
      sums[1] += entries.lineEnd(i) - entries.lineStart(i);
    }
    List<ValueCount> values = new ArrayList<>(byValue.size());
    byValue.forEach((value, sum) -> values.add(new ValueCount(value, (int) sum[0], sum[1])));
    return values;
  }
}
