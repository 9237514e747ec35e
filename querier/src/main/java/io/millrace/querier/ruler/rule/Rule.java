package io.millrace.querier.ruler.rule;

import io.millrace.logql.syntax.MetricQuery;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A query that is evaluated again and again, and what becomes of its result. */
public sealed interface Rule {
  /** The alert's name, or that of the recorded series. */
  String name();

  /** The query as it was written. */
  String expression();

  MetricQuery query();

  /** Added to what the query finds, sorted by name; those of an alert are templates. */
  Map<String, String> labels();

  /**
   * Raises an alert for each sample.
   *
   * @param holdFor how long there has to be a sample before the alert fires
   * @param keepFiringFor how long the alert goes on firing without a sample
   * @param annotations templates, sorted by name
   */
  record Alerting(
      String name,
      String expression,
      MetricQuery query,
      Duration holdFor,
      Duration keepFiringFor,
      Map<String, String> labels,
      Map<String, String> annotations)
      implements Rule {
    public Alerting {
      labels = sorted(labels);
      annotations = sorted(annotations);
    }
  }

  /** Makes each sample one of a new series. */
  record Recording(String name, String expression, MetricQuery query, Map<String, String> labels)
      implements Rule {
    public Recording {
      labels = sorted(labels);
    }
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
