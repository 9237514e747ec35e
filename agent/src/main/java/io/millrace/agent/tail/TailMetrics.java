package io.millrace.agent.tail;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What tails count. Safe for use by any thread. */
public final class TailMetrics {
  private final Counter readLines;
  private final Counter encodingFailures;
  private final Counter resets;
  private final Counter truncatedLines;
  private final Counter cutBytes;
  private final Counter zeroBytes;
  private final Counter accessErrors;
  private final Counter droppedLines;
  private final Gauge filesActive;

  /** Registers the metrics. */
  public TailMetrics(PrometheusRegistry registry) {
    readLines =
        Counter.builder()
            .name("promtail_read_lines_total")
            .help("Lines read.")
            .labelNames("path")
            .register(registry);
    encodingFailures =
        Counter.builder()
            .name("promtail_encoding_failures_total")
            .help("Lines with bytes that the file's encoding does not know, replaced.")
            .labelNames("path")
            .register(registry);
    resets =
        Counter.builder()
            .name("millrace_agent_resets_total")
            .help("Files whose content was not the one remembered, read from the start.")
            .labelNames("reason")
            .register(registry);
    truncatedLines =
        Counter.builder()
            .name("millrace_agent_truncated_lines_total")
            .help("Lines longer than the limit, of which only the head was kept.")
            .register(registry);
    cutBytes =
        Counter.builder()
            .name("millrace_agent_cut_bytes_total")
            .help("Bytes of lines beyond the limit.")
            .register(registry);
    zeroBytes =
        Counter.builder()
            .name("millrace_agent_skipped_zero_bytes_total")
            .help("Zero bytes at the start of lines, skipped.")
            .register(registry);
    accessErrors =
        Counter.builder()
            .name("millrace_agent_access_errors_total")
            .help("Failed attempts to open or read a file.")
            .register(registry);
    droppedLines =
        Counter.builder()
            .name("logentry_dropped_lines_total")
            .help("Lines dropped by rule.")
            .labelNames("reason")
            .register(registry);
    filesActive =
        Gauge.builder()
            .name("promtail_files_active_total")
            .help("Files being read.")
            .register(registry);
  }

  void lines(String path, long count) {
    readLines.labelValues(path).inc(count);
  }

  void forget(String path) {
    readLines.remove(path);
    encodingFailures.remove(path);
  }

  void encodingFailure(String path) {
    encodingFailures.labelValues(path).inc();
  }

  void reset(String reason) {
    resets.labelValues(reason).inc();
  }

  void truncated(long bytes) {
    truncatedLines.inc();
    cutBytes.inc(bytes);
  }

  void zeros(long bytes) {
    zeroBytes.inc(bytes);
  }

  void accessError() {
    accessErrors.inc();
  }

  /** A stage has dropped a line by rule. */
  public void dropped(String reason) {
    droppedLines.labelValues(reason).inc();
  }

  void active(int files) {
    filesActive.set(files);
  }
}
