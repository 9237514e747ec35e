package io.millrace.agent.docker;

import io.millrace.agent.input.SharedCounters;
import io.prometheus.metrics.core.metrics.Counter;

/** What all Docker sources count. */
final class DockerMetrics {
  final Counter entries;
  final Counter parsingErrors;
  final Counter cutLines;

  DockerMetrics(SharedCounters counters) {
    entries =
        counters.counter(
            "promtail_docker_target_entries_total", "Lines taken from the logs of containers.");
    parsingErrors =
        counters.counter(
            "promtail_docker_target_parsing_errors_total", "Pieces of logs without a time.");
    cutLines =
        counters.counter(
            "millrace_agent_docker_cut_lines_total",
            "Lines longer than max_line_bytes, of which only the head was kept.");
  }
}
