package io.millrace.querier.ruler.rule;

import java.util.Comparator;

/** What a group of rules is found by. */
public record GroupKey(String tenant, String namespace, String group)
    implements Comparable<GroupKey> {
  private static final Comparator<GroupKey> ORDER =
      Comparator.comparing(GroupKey::tenant)
          .thenComparing(GroupKey::namespace)
          .thenComparing(GroupKey::group);

  @Override
  public int compareTo(GroupKey other) {
    return ORDER.compare(this, other);
  }

  /** The group's name in metrics, as Prometheus writes it. */
  public String metricName() {
    return namespace + ";" + group;
  }
}
