package io.millrace.agent.journal;

import io.millrace.agent.input.SharedCounters;
import io.prometheus.metrics.core.metrics.Counter;

/** What all journal sources count. */
final class JournalMetrics {
  final Counter lines;
  final Counter errors;
  final Counter restarts;

  JournalMetrics(SharedCounters counters) {
    lines =
        counters.counter("promtail_journal_target_lines_total", "Entries taken from the journal.");
    errors =
        counters.counter(
            "promtail_journal_target_parsing_errors_total",
            "Entries that cannot be passed on.",
            "error");
    restarts =
        counters.counter(
            "millrace_agent_journal_restarts_total", "Times that journalctl was started again.");
  }
}
