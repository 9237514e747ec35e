package io.millrace.agent.delivery;

import io.millrace.agent.entry.LostBytes;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What clients count, with Promtail's names. Safe for use by any thread. */
public final class DeliveryMetrics {
  /** Why entries are dropped. */
  enum DropReason {
    INGESTER_ERROR("ingester_error"),
    RATE_LIMITED("rate_limited"),
    STREAM_LIMITED("stream_limited"),
    LINE_TOO_LONG("line_too_long"),
    REJECTED("rejected_4xx");

    private final String label;

    DropReason(String label) {
      this.label = label;
    }
  }

  private final Counter encodedBytes;
  private final Counter sentBytes;
  private final Counter sentEntries;
  private final Counter droppedBytes;
  private final Counter droppedEntries;
  private final Counter mutatedBytes;
  private final Counter mutatedEntries;
  private final Counter retries;
  private final Histogram duration;
  private final Gauge stalled;
  private final LostBytes lost;

  /**
   * Registers the metrics.
   *
   * @param queuedBytes bytes held in batches
   * @param oldestSeconds age of the oldest entry that is not acknowledged, 0 for none
   */
  public DeliveryMetrics(
      PrometheusRegistry registry,
      LostBytes lost,
      DoubleSupplier queuedBytes,
      DoubleSupplier oldestSeconds) {
    this.lost = lost;
    encodedBytes = counter(registry, "promtail_encoded_bytes", "Bytes encoded.", "host");
    sentBytes = counter(registry, "promtail_sent_bytes", "Bytes sent and acknowledged.", "host");
    sentEntries =
        counter(registry, "promtail_sent_entries", "Entries sent and acknowledged.", "host");
    String[] dropLabels = {"host", "tenant", "reason"};
    droppedBytes = counter(registry, "promtail_dropped_bytes", "Bytes dropped.", dropLabels);
    droppedEntries = counter(registry, "promtail_dropped_entries", "Entries dropped.", dropLabels);
    mutatedBytes = counter(registry, "promtail_mutated_bytes", "Bytes cut off.", dropLabels);
    mutatedEntries = counter(registry, "promtail_mutated_entries", "Entries cut.", dropLabels);
    retries = counter(registry, "promtail_batch_retries", "Requests sent again.", "host", "tenant");
    duration =
        Histogram.builder()
            .name("promtail_request_duration_seconds")
            .help("Time of push requests; status -1 is a failed connection.")
            .labelNames("status_code", "host")
            .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
            .classicOnly()
            .register(registry);
    stalled =
        Gauge.builder()
            .name("millrace_agent_client_stalled")
            .help("1 while the server refuses for a reason that needs a person: 401, 403, 404.")
            .labelNames("host", "tenant", "status_code")
            .register(registry);
    callback(registry, "millrace_agent_queue_bytes", "Bytes held in batches.", queuedBytes);
    callback(
        registry,
        "millrace_agent_oldest_unacknowledged_seconds",
        "Age of the oldest batch that is not acknowledged.",
        oldestSeconds);
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private static void callback(
      PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows every series of a lane at 0, so that the first drop is seen as a step. */
  void init(String host, String tenant) {
    for (DropReason each : DropReason.values()) {
      droppedBytes.initLabelValues(host, tenant, each.label);
      droppedEntries.initLabelValues(host, tenant, each.label);
      mutatedBytes.initLabelValues(host, tenant, each.label);
      mutatedEntries.initLabelValues(host, tenant, each.label);
    }
    retries.initLabelValues(host, tenant);
    for (Counter each : List.of(encodedBytes, sentBytes, sentEntries)) {
      each.initLabelValues(host);
    }
  }

  void encoded(String host, long bytes) {
    encodedBytes.labelValues(host).inc(bytes);
  }

  void sent(String host, long bytes, long entries) {
    sentBytes.labelValues(host).inc(bytes);
    sentEntries.labelValues(host).inc(entries);
  }

  void dropped(String host, String tenant, DropReason reason, long bytes, long entries) {
    droppedBytes.labelValues(host, tenant, reason.label).inc(bytes);
    droppedEntries.labelValues(host, tenant, reason.label).inc(entries);
    switch (reason) {
      case REJECTED -> lost.add(LostBytes.REJECTED, bytes);
      case INGESTER_ERROR, RATE_LIMITED -> lost.add(LostBytes.RETRIES_EXHAUSTED, bytes);
      // Dropped because the config says so, which is no loss.
      case STREAM_LIMITED, LINE_TOO_LONG -> {}
    }
  }

  /** A line was cut because it was too long. */
  void cut(String host, String tenant, long bytes) {
    String reason = DropReason.LINE_TOO_LONG.label;
    mutatedBytes.labelValues(host, tenant, reason).inc(bytes);
    mutatedEntries.labelValues(host, tenant, reason).inc();
  }

  void retried(String host, String tenant) {
    retries.labelValues(host, tenant).inc();
  }

  void request(String host, int status, double seconds) {
    duration.labelValues(Integer.toString(status), host).observe(seconds);
  }

  void stalled(String host, String tenant, int status) {
    stalled.labelValues(host, tenant, Integer.toString(status)).set(1);
  }

  void moving(String host, String tenant, int status) {
    stalled.remove(host, tenant, Integer.toString(status));
  }
}
