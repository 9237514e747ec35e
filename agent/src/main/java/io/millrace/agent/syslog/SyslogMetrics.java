package io.millrace.agent.syslog;

import io.millrace.agent.input.SharedCounters;
import io.prometheus.metrics.core.metrics.Counter;

/** What all syslog sources count. */
final class SyslogMetrics {
  final Counter entries;
  final Counter parsingErrors;
  final Counter emptyMessages;
  final Counter cutMessages;
  final Counter refusedConnections;

  SyslogMetrics(SharedCounters counters) {
    entries =
        counters.counter(
            "promtail_syslog_target_entries_total", "Messages taken from syslog connections.");
    parsingErrors =
        counters.counter(
            "promtail_syslog_target_parsing_errors_total",
            "Messages and streams that are no syslog.");
    emptyMessages =
        counters.counter("promtail_syslog_empty_messages_total", "Messages without a text.");
    cutMessages =
        counters.counter(
            "millrace_agent_syslog_cut_messages_total",
            "Messages longer than max_message_length, of which only the head was kept.");
    refusedConnections =
        counters.counter(
            "millrace_agent_syslog_refused_connections_total",
            "Connections closed at once because there were max_connections of them.");
  }
}
