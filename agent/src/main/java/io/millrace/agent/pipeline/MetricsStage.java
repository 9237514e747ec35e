package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code metrics}: counts entries and what was extracted of them. */
record MetricsStage(List<Rule> rules, CustomMetrics metrics) implements Stage {
  /**
   * When and by how much a metric changes.
   *
   * @param source name of the extracted value
   * @param value the only text of it that counts, or null for any
   * @param matchesAll whether every entry counts, with or without the value
   * @param countsBytes whether every entry counts by its length
   */
  record Rule(
      CustomMetrics.Metric metric,
      CustomMetrics.Action action,
      String source,
      @Nullable String value,
      boolean matchesAll,
      boolean countsBytes) {}

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    for (Rule rule : rules) {
      apply(rule, entry);
    }
    next.accept(entry);
  }

  private void apply(Rule rule, LogEntry entry) {
    if (rule.matchesAll()) {
      record(rule, entry, rule.countsBytes() ? entry.length() : 1);
      return;
    }
    if (!entry.extracted().containsKey(rule.source())) {
      return;
    }
    Object found = entry.extracted().get(rule.source());
    if (rule.value() != null && !rule.value().equals(Values.text(found))) {
      return;
    }
    boolean isCounted =
        rule.action() == CustomMetrics.Action.INC || rule.action() == CustomMetrics.Action.DEC;
    Double amount = isCounted ? Double.valueOf(1) : Values.number(found);
    if (amount != null) {
      record(rule, entry, amount);
    }
  }

  private void record(Rule rule, LogEntry entry, double amount) {
    metrics.record(rule.metric(), entry.labels(), rule.action(), amount);
  }
}
