package io.millrace.agent;

import io.millrace.agent.tail.TailState;
import io.millrace.agent.tail.TailStatus;
import io.millrace.agent.tail.Tailer;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Sizes and offsets of files, asked for at each scrape; a file that is gone has no series. */
final class LagMetrics {
  private final Tailer tailer;

  LagMetrics(Tailer tailer) {
    this.tailer = tailer;
  }

  void register(PrometheusRegistry registry) {
    perFile(
        registry, "promtail_read_bytes_total", "Bytes read of the file.", TailStatus::readOffset);
    perFile(registry, "promtail_file_bytes_total", "Bytes of the file.", TailStatus::size);
    perFile(
        registry,
        "millrace_agent_unacknowledged_bytes",
        "Bytes of the file, its rotated parts included, that the server has not acknowledged.",
        TailStatus::lagBytes);
    GaugeWithCallback.builder()
        .name("millrace_agent_files")
        .help("Files by state.")
        .labelNames("state")
        .callback(
            gauge -> {
              for (TailState state : TailState.values()) {
                long count = tailer.status().stream().filter(file -> file.state() == state).count();
                gauge.call((double) count, state.name().toLowerCase(Locale.ROOT));
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("millrace_agent_open_files")
        .help("Files that are open now, rotated ones included.")
        .callback(gauge -> gauge.call(tailer.openFiles()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("millrace_agent_max_open_files")
        .help("Files that may be open; further ones wait until others can be closed.")
        .callback(gauge -> gauge.call(tailer.maxOpenFiles()))
        .register(registry);
  }

  private void perFile(
      PrometheusRegistry registry, String name, String help, ToDoubleFunction<TailStatus> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("path")
        .callback(
            gauge -> {
              for (TailStatus each : tailer.status()) {
                if (each.openFiles() > 0 || each.state() == TailState.CLOSED) {
                  gauge.call(value.applyAsDouble(each), each.path());
                }
              }
            })
        .register(registry);
  }
}
