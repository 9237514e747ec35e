package io.millrace.agent.pipeline;

import io.millrace.labels.Labels;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;

/**
 * What was observed for one set of labels.
 *
 * @param counts for each bucket and, last, for what is above all of them
 */
record HistogramData(List<Long> counts, double sum) {
  static MetricSnapshot of(CustomMetrics.Metric metric, Map<Labels, HistogramData> series) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(metric.name()).help(metric.help());
    series.forEach(
        (labels, data) ->
            histogram.dataPoint(
                HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(CustomMetrics.prometheus(labels))
                    .classicHistogramBuckets(data.buckets(metric.buckets()))
                    .sum(data.sum)
                    .build()));
    return histogram.build();
  }

  private ClassicHistogramBuckets buckets(List<Double> bounds) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.size(); i++) {
      buckets.bucket(i < bounds.size() ? bounds.get(i) : Double.POSITIVE_INFINITY, counts.get(i));
    }
    return buckets.build();
  }
}
