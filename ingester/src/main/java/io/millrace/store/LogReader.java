package io.millrace.store;

import io.millrace.labels.Labels;
import io.millrace.labels.Utf8Order;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what a tenant has logged. Times are nanoseconds since 1970; a range includes its start and
 * excludes its end. Implementations are safe for use by any number of threads. An unknown tenant
 * has no streams.
 */
public interface LogReader {
  /**
   * The streams that satisfy every matcher and have an entry in the range, each with the blocks
   * that overlap the range. Blocks hold entries outside of the range too.
   *
   * @param matchers all must match; an empty list matches every stream
   */
  List<StreamBlocks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException;

  /** As {@link #select}, for a reader who may go away and wants to know what is missing. */
  default List<StreamBlocks> select(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    return select(tenant, matchers, startNanos, endNanos);
  }

  /** As {@link #select}, but the label sets alone, in ascending order. */
  List<Labels> series(String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException;

  /** As {@link #series}, for a reader who may go away and wants to know what is missing. */
  default List<Labels> series(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    return series(tenant, matchers, startNanos, endNanos);
  }

  /** The names of the indexed labels of the matching streams, in ascending order. */
  default List<String> labelNames(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    Set<String> names = new TreeSet<>(Utf8Order.COMPARATOR);
    for (Labels labels : series(tenant, matchers, startNanos, endNanos, context)) {
      labels.forEach((name, _) -> names.add(name));
    }
    return List.copyOf(names);
  }

  /** As the other, for a reader who does not listen. */
  default List<String> labelNames(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return labelNames(tenant, matchers, startNanos, endNanos, ReadContext.NONE);
  }

  /** The values of one indexed label over the matching streams, in ascending order. */
  default List<String> labelValues(
      String tenant,
      String name,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    Set<String> values = new TreeSet<>(Utf8Order.COMPARATOR);
    for (Labels labels : series(tenant, matchers, startNanos, endNanos, context)) {
      String value = labels.get(name);
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  /** As the other, for a reader who does not listen. */
  default List<String> labelValues(
      String tenant, String name, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return labelValues(tenant, name, matchers, startNanos, endNanos, ReadContext.NONE);
  }
}
