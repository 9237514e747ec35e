package io.millrace.querier.ruler;

import io.millrace.querier.ruler.http.SendQueue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what is sent to others, under the names that it has in Loki. */
final class DeliveryMetrics {
  private final Counter sent;
  private final Counter failed;
  private final Counter retried;
  private final Counter dropped;
  private final Histogram latency;
  private final String receiver;

  private DeliveryMetrics(
      PrometheusRegistry registry, String prefix, String[] names, String receiver) {
    this.receiver = receiver;
    this.sent = counter(registry, prefix + names[0], "Items that were sent.");
    this.failed = counter(registry, prefix + names[1], "Items that were refused or given up.");
    this.retried = counter(registry, prefix + names[2], "Items that were tried again.");
    this.dropped = counter(registry, prefix + names[3], "Items that there was no room for.");
    this.latency =
        Histogram.builder()
            .name(prefix + names[4])
            .help("Time of a request.")
            .labelNames(receiver)
            .classicUpperBounds(0.005, 0.025, 0.1, 0.5, 1, 5, 10, 30)
            .register(registry);
  }

  static DeliveryMetrics ofNotifications(PrometheusRegistry registry) {
    String[] names = {
      "sent_total", "errors_total", "retried_total", "dropped_total", "latency_seconds"
    };
    return new DeliveryMetrics(registry, "loki_prometheus_notifications_", names, "alertmanager");
  }

  static DeliveryMetrics ofRemoteWrite(PrometheusRegistry registry) {
    String[] names = {
      "samples_total",
      "samples_failed_total",
      "samples_retried_total",
      "samples_dropped_total",
      "sent_batch_duration_seconds"
    };
    return new DeliveryMetrics(registry, "loki_ruler_wal_prometheus_remote_storage_", names, "url");
  }

  private Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("user", receiver).register(registry);
  }

  SendQueue.Counts of(String url) {
    return new SendQueue.Counts() {
      @Override
      public void sent(String tenant, int items, double seconds) {
        sent.labelValues(tenant, url).inc(items);
        // There from the first success on, so that the first failure is an increase.
        failed.labelValues(tenant, url).inc(0);
        dropped.labelValues(tenant, url).inc(0);
        latency.labelValues(url).observe(seconds);
      }

      @Override
      public void failed(String tenant, int items) {
        failed.labelValues(tenant, url).inc(items);
      }

      @Override
      public void retried(String tenant, int items) {
        retried.labelValues(tenant, url).inc(items);
      }

      @Override
      public void dropped(String tenant, int items) {
        dropped.labelValues(tenant, url).inc(items);
      }
    };
  }
}
