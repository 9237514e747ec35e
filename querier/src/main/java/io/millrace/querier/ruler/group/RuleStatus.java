package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.alert.Alerts;
import io.millrace.querier.ruler.rule.Rule;
import java.util.Map;
import java.util.Set;

/**
 * A rule and what came of its last evaluation.
 *
 * @param alerts none for a recording rule
 * @param series that were written last
 * @param lastError empty when the last evaluation went well
 * @param lastEvaluationMillis since 1970; 0 for never
 */
public record RuleStatus(
    Rule rule,
    Alerts alerts,
    Set<Map<String, String>> series,
    Health health,
    String lastError,
    long lastEvaluationMillis,
    double evaluationSeconds) {
  /** How the last evaluation went. */
  public enum Health {
    UNKNOWN,
    OK,
    ERR
  }

  public RuleStatus {
    series = Set.copyOf(series);
  }

  static RuleStatus before(Rule rule, Alerts alerts) {
    return new RuleStatus(rule, alerts, Set.of(), Health.UNKNOWN, "", 0, 0);
  }

  RuleStatus failed(Alerts newAlerts, String error, long at, double seconds) {
    return new RuleStatus(rule, newAlerts, series, Health.ERR, error, at, seconds);
  }

  RuleStatus succeeded(
      Alerts newAlerts, Set<Map<String, String>> newSeries, long at, double seconds) {
    return new RuleStatus(rule, newAlerts, newSeries, Health.OK, "", at, seconds);
  }

  RuleStatus withAlerts(Alerts newAlerts) {
    return new RuleStatus(
        rule, newAlerts, series, health, lastError, lastEvaluationMillis, evaluationSeconds);
  }
}
