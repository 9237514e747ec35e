package io.millrace.store.s3;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Requests to S3, under Loki's name where it has one. */
final class S3Metrics {
  private final Histogram requests;
  private final Counter retries;

  S3Metrics(PrometheusRegistry registry) {
    this.requests =
        Histogram.builder()
            .name("loki_s3_request_duration_seconds")
            .help("Time of requests to S3, each attempt for itself.")
            .labelNames("operation", "status_code")
            .classicUpperBounds(.025, .05, .1, .25, .5, 1, 2, 5, 10, 60)
            .register(registry);
    this.retries =
        Counter.builder()
            .name("millrace_s3_request_retries_total")
            .help("Requests to S3 that were repeated.")
            .labelNames("operation")
            .register(registry);
  }

  void observe(String operation, String status, long nanos) {
    requests.labelValues(operation, status).observe(nanos / 1e9);
  }

  void retried(String operation) {
    retries.labelValues(operation).inc();
  }
}
