package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.rule.GroupKey;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Metrics of evaluations, under the names that they have in Loki. */
public final class EvaluationMetrics {
  private static final String PREFIX = "loki_prometheus_";
  private static final String[] GROUP = {"user", "rule_group"};

  private final Counter evaluations;
  private final Counter failures;
  private final Histogram duration;
  private final Histogram groupDuration;
  private final Counter iterations;
  private final Counter missed;
  private final Gauge lastTime;
  private final Gauge lastDuration;
  private final Gauge interval;
  private final Gauge rules;
  private final Gauge samples;

  public EvaluationMetrics(PrometheusRegistry registry) {
    evaluations = counter(registry, "rule_evaluations_total", "Rules that were evaluated.");
    failures = counter(registry, "rule_evaluation_failures_total", "Evaluations that failed.");
    duration = histogram(registry, "rule_evaluation_duration_seconds", "Time of one rule.");
    groupDuration = histogram(registry, "rule_group_duration_seconds", "Time of one group.");
    iterations = counter(registry, "rule_group_iterations_total", "Times that came.");
    missed =
        counter(
            registry,
            "rule_group_iterations_missed_total",
            "Times at which a group was not evaluated, since nobody ran or it took too long.");
    lastTime =
        gauge(
            registry,
            "rule_group_last_evaluation_timestamp_seconds",
            "When a group was last evaluated.");
    lastDuration = gauge(registry, "rule_group_last_duration_seconds", "How long that took.");
    interval = gauge(registry, "rule_group_interval_seconds", "Between two evaluations.");
    rules = gauge(registry, "rule_group_rules", "Rules of a group.");
    samples =
        gauge(
            registry, "rule_group_last_evaluation_samples", "Samples that the last one has made.");
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(PREFIX + name).help(help).labelNames(GROUP).register(registry);
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder().name(PREFIX + name).help(help).labelNames(GROUP).register(registry);
  }

  private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
    return Histogram.builder()
        .name(PREFIX + name)
        .help(help)
        .classicUpperBounds(0.001, 0.01, 0.1, 0.5, 1, 5, 10, 60)
        .register(registry);
  }

  private static String[] labels(GroupKey key) {
    return new String[] {key.tenant(), key.metricName()};
  }

  void added(GroupStatus group) {
    String[] labels = labels(group.key());
    interval.labelValues(labels).set(group.interval().toMillis() / 1000.0);
    rules.labelValues(labels).set(group.rules().size());
    evaluations.labelValues(labels).inc(0);
    failures.labelValues(labels).inc(0);
    missed.labelValues(labels).inc(0);
  }

  void missed(GroupKey key, long times) {
    iterations.labelValues(labels(key)).inc(times);
    missed.labelValues(labels(key)).inc(times);
  }

  void evaluated(GroupStatus group, int samplesMade) {
    String[] labels = labels(group.key());
    iterations.labelValues(labels).inc();
    lastTime.labelValues(labels).set(group.lastEvaluationMillis() / 1000.0);
    lastDuration.labelValues(labels).set(group.evaluationSeconds());
    groupDuration.observe(group.evaluationSeconds());
    samples.labelValues(labels).set(samplesMade);
    for (RuleStatus rule : group.rules()) {
      evaluations.labelValues(labels).inc();
      duration.observe(rule.evaluationSeconds());
      if (rule.health() == RuleStatus.Health.ERR) {
        failures.labelValues(labels).inc();
      }
    }
  }

  /** Forgets a group that is gone. */
  public void removed(GroupKey key) {
    String[] labels = labels(key);
    evaluations.remove(labels);
    failures.remove(labels);
    iterations.remove(labels);
    missed.remove(labels);
    lastTime.remove(labels);
    lastDuration.remove(labels);
    interval.remove(labels);
    rules.remove(labels);
    samples.remove(labels);
  }
}
