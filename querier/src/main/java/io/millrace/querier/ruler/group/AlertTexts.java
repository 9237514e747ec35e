package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.alert.AlertSample;
import io.millrace.querier.ruler.rule.Rule;
import io.millrace.template.AlertInput;
import io.millrace.template.TemplateException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Gives the samples of an alerting rule the labels and annotations of alerts. */
final class AlertTexts {
  private final Rule.Alerting rule;
  private final EvaluationSettings settings;

  AlertTexts(Rule.Alerting rule, EvaluationSettings settings) {
    this.rule = rule;
    this.settings = settings;
  }

  AlertSample of(RuleQuery.Sample sample, long atMillis) {
    Map<String, String> found = new TreeMap<>(sample.labels());
    found.remove("__name__");
    AlertInput input =
        new AlertInput(
            found,
            sample.value(),
            settings.externalLabels(),
            settings.externalUrl(),
            TimeUnit.MILLISECONDS.toNanos(atMillis));
    Map<String, String> labels = new TreeMap<>(found);
    rule.labels().forEach((name, text) -> labels.put(name, expanded(name, text, input)));
    labels.put("alertname", rule.name());
    labels.values().removeIf(String::isEmpty);
    Map<String, String> annotations = new TreeMap<>();
    rule.annotations().forEach((name, text) -> annotations.put(name, expanded(name, text, input)));
    return new AlertSample(labels, annotations, sample.value());
  }

  /** A broken annotation is no reason to keep an alert back; it says what is wrong instead. */
  private static String expanded(String name, String text, AlertInput input) {
    try {
      return AlertInput.template(name, text).execute(input);
    } catch (TemplateException e) {
      return "<error expanding template: " + e.getMessage() + ">";
    }
  }
}
