package io.millrace.querier.ruler.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.querier.ruler.alert.AlertState;
import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.RuleGroups;
import io.millrace.querier.ruler.storage.GroupStates;
import io.millrace.store.object.FilesystemObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupRunnerTest {
  private static final GroupKey KEY = new GroupKey("team", "ns", "errors");
  private static final long MINUTE = 60_000;

  /** On no time of a group, whatever its offset. */
  private static final long START = 1_700_000_000_001L;

  @TempDir private Path directory;
  private GroupStates states;
  private final List<Notification> notified = new ArrayList<>();
  private final List<WriteSample> written = new ArrayList<>();
  private final List<Long> asked = new ArrayList<>();
  private List<RuleQuery.Sample> found = List.of();
  private boolean isBroken;

  @BeforeEach
  void open() throws IOException {
    states = new GroupStates(new FilesystemObjectStore(directory));
  }

  private GroupRunner runner(String yaml) throws Exception {
    RuleQuery query =
        (_, _, at) -> {
          asked.add(at);
          if (isBroken) {
            throw new RuleFailedException("too much");
          }
          return found;
        };
    Sinks sinks =
        new Sinks() {
          @Override
          public void notify(String tenant, List<Notification> notifications) {
            notified.addAll(notifications);
          }

          @Override
          public void write(String tenant, List<WriteSample> samples) {
            written.addAll(samples);
          }
        };
    EvaluationSettings settings =
        new EvaluationSettings(
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Map.of("cluster", "eu"),
            "http://grafana",
            "loki-uid");
    GroupRunner runner =
        new GroupRunner(
            KEY,
            RuleGroups.parse(yaml),
            new GroupRunner.Parts(
                query, states, sinks, settings, new EvaluationMetrics(new PrometheusRegistry())));
    runner.load(START);
    return runner;
  }

  private static String alert(String more) {
    return "name: errors\nrules:\n- alert: Errors\n  expr: vector(1)\n" + more;
  }

  private static RuleQuery.Sample sample(String app, double value) {
    return new RuleQuery.Sample(Map.of("app", app), value);
  }

  @Test
  void evaluatesEachTimeOnceOnTheGridOfItsInterval() throws Exception {
    GroupRunner runner = runner(alert(""));
    assertThat(runner.isDue(START)).isFalse();
    for (long now = START; now <= START + 3 * MINUTE; now += 1000) {
      if (runner.isDue(now)) {
        runner.evaluate(now);
        runner.evaluate(now);
      }
    }
    assertThat(asked).hasSize(3);
    assertThat(asked.get(1) - asked.get(0)).isEqualTo(MINUTE);
    assertThat(asked.get(2) - asked.get(1)).isEqualTo(MINUTE);
  }

  @Test
  void tellsWithLabelsAnnotationsAndWhereItComesFrom() throws Exception {
    found = List.of(sample("web", 1500));
    GroupRunner runner =
        runner(
            alert(
                """
                  labels: {severity: page, empty: '{{ $labels.none }}'}
                  annotations: {summary: '{{ $labels.app }} {{ humanize $value }} {{ $externalLabels.cluster }}'}
                """));
    runner.evaluate(START + MINUTE);
    assertThat(notified).hasSize(1);
    Notification told = notified.getFirst();
    assertThat(told.labels())
        .isEqualTo(
            Map.of("alertname", "Errors", "app", "web", "cluster", "eu", "severity", "page"));
    assertThat(told.alert().annotations()).containsEntry("summary", "web 1.5k eu");
    assertThat(told.generatorUrl())
        .startsWith("http://grafana/explore?left=%7B")
        .contains("loki-uid", "vector%281%29");
  }

  @Test
  void goesOnAfterARestartWithoutTellingAgain() throws Exception {
    found = List.of(sample("web", 1));
    runner(alert("  for: 1m\n")).evaluate(START + MINUTE);
    assertThat(notified).isEmpty();
    GroupRunner second = runner(alert("  for: 1m\n"));
    assertThat(second.status().rules().getFirst().alerts().state()).isEqualTo(AlertState.PENDING);
    second.evaluate(START + MINUTE);
    assertThat(asked).as("a time that was evaluated before the restart").hasSize(1);
    second.evaluate(START + 2 * MINUTE);
    assertThat(notified).hasSize(1);
    GroupRunner third = runner(alert("  for: 1m\n"));
    third.evaluate(START + 3 * MINUTE);
    assertThat(notified).as("firing is told of already").hasSize(1);
    assertThat(third.status().rules().getFirst().alerts().active().getFirst().firedAt())
        .isEqualTo(notified.getFirst().alert().firedAt());
    found = List.of();
    third.evaluate(START + 4 * MINUTE);
    assertThat(notified).hasSize(2);
    assertThat(notified.getLast().alert().state()).isEqualTo(AlertState.INACTIVE);
  }

  @Test
  void keepsTheStateBeforeItTells() throws Exception {
    found = List.of(sample("web", 1));
    List<Boolean> kept = new ArrayList<>();
    RuleQuery query = (_, _, _) -> found;
    Sinks sinks =
        new Sinks() {
          @Override
          public void notify(String tenant, List<Notification> notifications) {
            try {
              kept.add(states.read(KEY).state().isPresent());
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void write(String tenant, List<WriteSample> samples) {}
        };
    EvaluationSettings settings =
        new EvaluationSettings(
            Duration.ofMinutes(1), Duration.ZERO, Duration.ofHours(1), Map.of(), "", "");
    GroupRunner runner =
        new GroupRunner(
            KEY,
            RuleGroups.parse(alert("")),
            new GroupRunner.Parts(
                query, states, sinks, settings, new EvaluationMetrics(new PrometheusRegistry())));
    runner.load(START);
    runner.evaluate(START + MINUTE);
    assertThat(kept).containsExactly(true);
  }

  @Test
  void isSilentWhereAnotherProcessHasEvaluated() throws Exception {
    found = List.of(sample("web", 1));
    GroupRunner one = runner(alert(""));
    GroupRunner other = runner(alert(""));
    one.evaluate(START + MINUTE);
    other.evaluate(START + MINUTE);
    assertThat(notified).hasSize(1);
    other.evaluate(START + 2 * MINUTE);
    assertThat(notified).hasSize(1);
    assertThat(other.status().rules().getFirst().alerts().state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void doesNotCountAnOutageAsPending() throws Exception {
    found = List.of(sample("web", 1));
    runner(alert("  for: 5m\n")).evaluate(START + MINUTE);
    GroupRunner late = runner(alert("  for: 5m\n"));
    late.evaluate(START + 30 * MINUTE);
    assertThat(notified).isEmpty();
    late.evaluate(START + 33 * MINUTE);
    assertThat(notified).isEmpty();
    late.evaluate(START + 34 * MINUTE);
    assertThat(notified).hasSize(1);
  }

  @Test
  void beginsAnewAfterALongOutage() throws Exception {
    found = List.of(sample("web", 1));
    runner(alert("")).evaluate(START + MINUTE);
    GroupRunner late = runner(alert(""));
    late.evaluate(START + 120 * MINUTE);
    assertThat(notified).hasSize(2);
    assertThat(notified.getLast().alert().firedAt()).isEqualTo(asked.getLast());
  }

  @Test
  void keepsAlertsWhenTheQueryFails() throws Exception {
    found = List.of(sample("web", 1));
    GroupRunner runner = runner(alert(""));
    runner.evaluate(START + MINUTE);
    isBroken = true;
    runner.evaluate(START + 2 * MINUTE);
    RuleStatus rule = runner.status().rules().getFirst();
    assertThat(rule.health()).isEqualTo(RuleStatus.Health.ERR);
    assertThat(rule.lastError()).isEqualTo("too much");
    assertThat(rule.alerts().state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void makesNoMoreAlertsThanTheGroupMay() throws Exception {
    found = List.of(sample("a", 1), sample("b", 1));
    GroupRunner runner = runner("limit: 1\n" + alert(""));
    runner.evaluate(START + MINUTE);
    assertThat(notified).isEmpty();
    assertThat(runner.status().rules().getFirst().lastError())
        .isEqualTo("exceeded limit of 1 with 2 alerts");
  }

  @Test
  void recordsSeriesAndTellsWhereTheyEnd() throws Exception {
    GroupRunner runner =
        runner("name: errors\nrules: [{record: 'a:b', expr: vector(1), labels: {x: z}}]\n");
    found = List.of(sample("a", 1), sample("b", 2));
    runner.evaluate(START + MINUTE);
    assertThat(written)
        .containsExactly(
            new WriteSample(
                Map.of("__name__", "a:b", "app", "a", "cluster", "eu", "x", "z"), 1, asked.get(0)),
            new WriteSample(
                Map.of("__name__", "a:b", "app", "b", "cluster", "eu", "x", "z"), 2, asked.get(0)));
    written.clear();
    found = List.of(sample("a", 3));
    runner.evaluate(START + 2 * MINUTE);
    assertThat(written).hasSize(2);
    assertThat(written.getLast().labels()).containsEntry("app", "b");
    assertThat(Double.doubleToRawLongBits(written.getLast().value()))
        .isEqualTo(0x7ff0000000000002L);
  }

  @Test
  void refusesSeriesOfTheSameLabels() throws Exception {
    found = List.of(sample("a", 1), sample("b", 2));
    GroupRunner runner =
        runner("name: errors\nrules: [{record: r, expr: vector(1), labels: {app: c}}]\n");
    runner.evaluate(START + MINUTE);
    assertThat(written).isEmpty();
    assertThat(runner.status().rules().getFirst().lastError()).contains("same labelset");
  }

  @Test
  void keepsAlertsOfRulesThatStayWhenOthersChange() throws Exception {
    found = List.of(sample("web", 1));
    runner(alert("")).evaluate(START + MINUTE);
    GroupRunner changed =
        runner(
            "name: errors\nrules: [{alert: Other, expr: vector(0)}, {alert: Errors, expr:"
                + " vector(2)}]\n");
    assertThat(changed.status().rules().get(0).alerts().all()).isEmpty();
    assertThat(changed.status().rules().get(1).alerts().active()).hasSize(1);
  }
}
