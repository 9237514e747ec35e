package io.millrace.querier.ruler.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.Parser;
import io.millrace.querier.ruler.rule.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsTest {
  private static final long MINUTE = 60_000;
  private static final AlertSample SAMPLE =
      new AlertSample(Map.of("alertname", "Errors"), Map.of("summary", "many"), 3);

  private static Rule.Alerting rule(Duration holdFor, Duration keepFiringFor) {
    String query = "sum(count_over_time({app=\"web\"}[1m])) > 1";
    return new Rule.Alerting(
        "Errors",
        query,
        (MetricQuery) Parser.parse(query),
        holdFor,
        keepFiringFor,
        Map.of(),
        Map.of());
  }

  private static Alert only(Alerts alerts) {
    assertThat(alerts.all()).hasSize(1);
    return alerts.all().iterator().next();
  }

  @Test
  void waitsForTheTimeThatTheRuleAsksFor() {
    Rule.Alerting rule = rule(Duration.ofMinutes(2), Duration.ZERO);
    Alerts one = Alerts.NONE.next(rule, List.of(SAMPLE), MINUTE);
    assertThat(one.state()).isEqualTo(AlertState.PENDING);
    Alerts two = one.next(rule, List.of(SAMPLE), 2 * MINUTE);
    assertThat(two.state()).isEqualTo(AlertState.PENDING);
    Alert fired = only(two.next(rule, List.of(SAMPLE), 3 * MINUTE));
    assertThat(fired.state()).isEqualTo(AlertState.FIRING);
    assertThat(fired.activeAt()).isEqualTo(MINUTE);
    assertThat(fired.firedAt()).isEqualTo(3 * MINUTE);
  }

  @Test
  void forgetsAPendingAlertThatPasses() {
    Rule.Alerting rule = rule(Duration.ofMinutes(2), Duration.ZERO);
    Alerts pending = Alerts.NONE.next(rule, List.of(SAMPLE), MINUTE);
    assertThat(pending.next(rule, List.of(), 2 * MINUTE).all()).isEmpty();
  }

  @Test
  void tellsOfAResolvedAlertForAQuarterOfAnHour() {
    Rule.Alerting rule = rule(Duration.ZERO, Duration.ZERO);
    Alerts firing = Alerts.NONE.next(rule, List.of(SAMPLE), MINUTE);
    Alerts resolved = firing.next(rule, List.of(), 2 * MINUTE);
    assertThat(only(resolved).state()).isEqualTo(AlertState.INACTIVE);
    assertThat(only(resolved).resolvedAt()).isEqualTo(2 * MINUTE);
    assertThat(resolved.active()).isEmpty();
    assertThat(resolved.next(rule, List.of(), 17 * MINUTE).all()).hasSize(1);
    assertThat(resolved.next(rule, List.of(), 18 * MINUTE).all()).isEmpty();
  }

  @Test
  void goesOnFiringAsLongAsTheRuleSays() {
    Rule.Alerting rule = rule(Duration.ZERO, Duration.ofMinutes(2));
    Alerts firing = Alerts.NONE.next(rule, List.of(SAMPLE), MINUTE);
    Alerts kept = firing.next(rule, List.of(), 2 * MINUTE).next(rule, List.of(), 3 * MINUTE);
    assertThat(kept.state()).isEqualTo(AlertState.FIRING);
    assertThat(kept.next(rule, List.of(), 4 * MINUTE).state()).isEqualTo(AlertState.INACTIVE);
    Alerts back = kept.next(rule, List.of(SAMPLE), 4 * MINUTE).next(rule, List.of(), 5 * MINUTE);
    assertThat(back.state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void beginsAnewWhenAResolvedAlertComesBack() {
    Rule.Alerting rule = rule(Duration.ZERO, Duration.ZERO);
    Alerts back =
        Alerts.NONE
            .next(rule, List.of(SAMPLE), MINUTE)
            .next(rule, List.of(), 2 * MINUTE)
            .next(rule, List.of(SAMPLE), 3 * MINUTE);
    assertThat(only(back).firedAt()).isEqualTo(3 * MINUTE);
    assertThat(only(back).lastSentAt()).isZero();
  }

  @Test
  void tellsOnceAndAgainOnlyAfterTheDelay() {
    Rule.Alerting rule = rule(Duration.ZERO, Duration.ZERO);
    Duration delay = Duration.ofMinutes(3);
    Duration interval = Duration.ofMinutes(1);
    Alerts.Told told =
        Alerts.NONE.next(rule, List.of(SAMPLE), MINUTE).told(MINUTE, delay, interval);
    assertThat(told.toSend()).hasSize(1);
    assertThat(told.toSend().getFirst().validUntil()).isEqualTo(13 * MINUTE);
    Alerts.Told silent =
        told.all().next(rule, List.of(SAMPLE), 2 * MINUTE).told(2 * MINUTE, delay, interval);
    assertThat(silent.toSend()).isEmpty();
    Alerts.Told again =
        silent.all().next(rule, List.of(SAMPLE), 5 * MINUTE).told(5 * MINUTE, delay, interval);
    assertThat(again.toSend()).hasSize(1);
    Alerts.Told resolved =
        again.all().next(rule, List.of(), 6 * MINUTE).told(6 * MINUTE, delay, interval);
    assertThat(resolved.toSend()).hasSize(1);
    assertThat(resolved.toSend().getFirst().state()).isEqualTo(AlertState.INACTIVE);
  }
}
