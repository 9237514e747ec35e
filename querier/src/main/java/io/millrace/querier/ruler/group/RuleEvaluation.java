package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.alert.Alert;
import io.millrace.querier.ruler.alert.AlertSample;
import io.millrace.querier.ruler.alert.Alerts;
import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import io.millrace.querier.ruler.rule.Rule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Evaluates single rules. Safe for use by any number of threads. */
final class RuleEvaluation {
  private final RuleQuery query;
  private final EvaluationSettings settings;

  RuleEvaluation(RuleQuery query, EvaluationSettings settings) {
    this.query = query;
    this.settings = settings;
  }

  /** What came of an evaluation; nobody has been told yet. */
  record Outcome(RuleStatus status, List<Notification> notifications, List<WriteSample> samples) {}

  Outcome evaluate(String tenant, RuleStatus before, int limit, Duration interval, long at) {
    long started = System.nanoTime();
    try {
      List<RuleQuery.Sample> found = query.evaluate(tenant, before.rule(), at);
      double seconds = (System.nanoTime() - started) / 1e9;
      return switch (before.rule()) {
        case Rule.Alerting rule -> alerting(rule, before, found, limit, interval, at, seconds);
        case Rule.Recording rule -> recording(rule, before, found, limit, at, seconds);
      };
    } catch (IOException | RuntimeException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      double seconds = (System.nanoTime() - started) / 1e9;
      return failed(before, before.alerts(), message, at, seconds);
    }
  }

  private static Outcome failed(
      RuleStatus before, Alerts alerts, String message, long at, double seconds) {
    return new Outcome(before.failed(alerts, message, at, seconds), List.of(), List.of());
  }

  private Outcome alerting(
      Rule.Alerting rule,
      RuleStatus before,
      List<RuleQuery.Sample> found,
      int limit,
      Duration interval,
      long at,
      double seconds) {
    AlertTexts texts = new AlertTexts(rule, settings);
    Map<Map<String, String>, AlertSample> samples = new LinkedHashMap<>();
    for (RuleQuery.Sample sample : found) {
      AlertSample alert = texts.of(sample, at);
      if (samples.putIfAbsent(alert.labels(), alert) != null) {
        String message =
            "vector contains metrics with the same labelset after applying alert labels";
        return failed(before, before.alerts(), message, at, seconds);
      }
    }
    Alerts next = before.alerts().next(rule, samples.values(), at);
    int active = next.active().size();
    if (limit > 0 && active > limit) {
      String message = "exceeded limit of " + limit + " with " + active + " alerts";
      return failed(before, Alerts.NONE, message, at, seconds);
    }
    Alerts.Told told = next.told(at, settings.resendDelay(), interval);
    Series series = new Series(at);
    next.active().forEach(alert -> series.add(alert));
    return new Outcome(
        before.succeeded(told.all(), series.names(), at, seconds),
        told.toSend().stream().map(alert -> notification(rule, alert)).toList(),
        series.samples(before.series()));
  }

  private Notification notification(Rule.Alerting rule, Alert alert) {
    Map<String, String> labels = new TreeMap<>(settings.externalLabels());
    labels.putAll(alert.labels());
    return new Notification(labels, alert, settings.link(rule.expression()));
  }

  private Outcome recording(
      Rule.Recording rule,
      RuleStatus before,
      List<RuleQuery.Sample> found,
      int limit,
      long at,
      double seconds) {
    if (limit > 0 && found.size() > limit) {
      String message = "exceeded limit of " + limit + " with " + found.size() + " series";
      return failed(before, Alerts.NONE, message, at, seconds);
    }
    Series series = new Series(at);
    for (RuleQuery.Sample sample : found) {
      Map<String, String> labels = new TreeMap<>(sample.labels());
      labels.putAll(rule.labels());
      labels.put("__name__", rule.name());
      labels.values().removeIf(String::isEmpty);
      if (!series.add(labels, sample.value())) {
        String message =
            "vector contains metrics with the same labelset after applying rule labels";
        return failed(before, Alerts.NONE, message, at, seconds);
      }
    }
    return new Outcome(
        before.succeeded(Alerts.NONE, series.names(), at, seconds),
        List.of(),
        series.samples(before.series()));
  }

  /** The series of one rule at one time. */
  private final class Series {
    private final long at;
    private final Set<Map<String, String>> names = new LinkedHashSet<>();
    private final List<WriteSample> samples = new ArrayList<>();

    Series(long at) {
      this.at = at;
    }

    boolean add(Map<String, String> labels, double value) {
      if (!names.add(labels)) {
        return false;
      }
      samples.add(new WriteSample(external(labels), value, at));
      return true;
    }

    /** The two series that Prometheus has of an alert. */
    void add(Alert alert) {
      Map<String, String> labels = new TreeMap<>(alert.labels());
      labels.put("__name__", "ALERTS_FOR_STATE");
      add(labels, (double) Math.floorDiv(alert.activeAt(), 1000L));
      Map<String, String> state = new TreeMap<>(alert.labels());
      state.put("__name__", "ALERTS");
      state.put("alertstate", alert.state().text());
      add(state, 1);
    }

    Set<Map<String, String>> names() {
      return names;
    }

    /** All samples, with an end for each series that is no more. */
    List<WriteSample> samples(Set<Map<String, String>> before) {
      Set<Map<String, String>> ended = new HashSet<>(before);
      ended.removeAll(names);
      ended.forEach(labels -> samples.add(WriteSample.stale(external(labels), at)));
      return List.copyOf(samples);
    }

    private Map<String, String> external(Map<String, String> labels) {
      Map<String, String> all = new TreeMap<>(settings.externalLabels());
      all.putAll(labels);
      return all;
    }
  }
}
