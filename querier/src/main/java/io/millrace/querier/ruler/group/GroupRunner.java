package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.alert.Alert;
import io.millrace.querier.ruler.alert.Alerts;
import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.Rule;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.storage.GroupState;
import io.millrace.querier.ruler.storage.GroupStates;
import io.millrace.store.object.ObjectChangedException;
import io.millrace.store.object.ObjectExistsException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group of rules and its state. {@link #status} may be asked by any thread; the rest is for one
 * thread at a time, see {@link #tryEnter}.
 */
public final class GroupRunner {
  private static final Logger LOG = LoggerFactory.getLogger(GroupRunner.class);

  private final RuleGroup group;
  private final Parts parts;
  private final RuleEvaluation evaluation;
  private final GroupTimes times;
  private final List<String> ruleKeys;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile GroupStatus status;
  private volatile long lastTime;
  private String version = "";
  private boolean isResumed;

  /** What runners share. */
  public record Parts(
      RuleQuery query,
      GroupStates states,
      Sinks sinks,
      EvaluationSettings settings,
      EvaluationMetrics metrics) {}

  /** A runner without state; {@link #load} gives it one. */
  public GroupRunner(GroupKey key, RuleGroup group, Parts parts) {
    this.group = group;
    this.parts = parts;
    this.evaluation = new RuleEvaluation(parts.query(), parts.settings());
    Duration interval = group.interval().isZero() ? parts.settings().interval() : group.interval();
    this.times = new GroupTimes(key, interval);
    this.ruleKeys = keys(group.rules());
    this.status =
        new GroupStatus(
            key,
            interval,
            group.limit(),
            group.rules().stream().map(rule -> RuleStatus.before(rule, Alerts.NONE)).toList(),
            0,
            0);
  }

  /** Names for rules that stay when others of the group change: as Prometheus, name and labels. */
  private static List<String> keys(List<Rule> rules) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> keys = new ArrayList<>();
    for (Rule rule : rules) {
      String key = rule.name() + rule.labels();
      keys.add(key + "#" + seen.merge(key, 1, Integer::sum));
    }
    return keys;
  }

  /** The definition that it runs. */
  public RuleGroup group() {
    return group;
  }

  /** Reads the state that is kept. A group that has none waits for its next time. */
  public void load(long nowMillis) throws IOException {
    GroupKey key = status.key();
    GroupStates.Versioned kept = parts.states().read(key);
    version = kept.version();
    isResumed = true;
    Map<String, List<Alert>> alerts = kept.state().map(GroupState::alerts).orElse(Map.of());
    long last = kept.state().map(GroupState::lastEvaluationMillis).orElse(0L);
    lastTime = last == 0 ? times.lastBefore(nowMillis) : last;
    List<RuleStatus> rules = new ArrayList<>();
    for (int i = 0; i < ruleKeys.size(); i++) {
      Alerts ofRule = Alerts.of(alerts.getOrDefault(ruleKeys.get(i), List.of()));
      rules.add(status.rules().get(i).withAlerts(ofRule));
    }
    status = new GroupStatus(key, status.interval(), group.limit(), rules, last, 0);
    parts.metrics().added(status);
  }

  public GroupStatus status() {
    return status;
  }

  /** Whether a time has come that is not evaluated. */
  public boolean isDue(long nowMillis) {
    return times.lastBefore(nowMillis) > lastTime;
  }

  /** Takes the runner for the calling thread if no other has it. */
  public boolean tryEnter() {
    return busy.compareAndSet(false, true);
  }

  /** Gives it back. */
  public void exit() {
    busy.set(false);
  }

  /** Evaluates the last time that has come, if that was not done yet. */
  public void evaluate(long nowMillis) throws IOException {
    long at = times.lastBefore(nowMillis);
    if (at <= lastTime) {
      return;
    }
    long started = System.nanoTime();
    List<RuleStatus> rules = new ArrayList<>();
    List<Notification> notifications = new ArrayList<>();
    List<WriteSample> samples = new ArrayList<>();
    Map<String, List<Alert>> alerts = new HashMap<>();
    for (int i = 0; i < ruleKeys.size(); i++) {
      RuleStatus before = resumed(status.rules().get(i), at);
      RuleEvaluation.Outcome outcome =
          evaluation.evaluate(status.key().tenant(), before, group.limit(), status.interval(), at);
      rules.add(outcome.status());
      notifications.addAll(outcome.notifications());
      samples.addAll(outcome.samples());
      alerts.put(ruleKeys.get(i), List.copyOf(outcome.status().alerts().all()));
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (!keep(new GroupState(at, alerts))) {
      load(nowMillis);
      return;
    }
    long missed = times.between(lastTime, at) - 1;
    lastTime = at;
    isResumed = false;
    status = new GroupStatus(status.key(), status.interval(), group.limit(), rules, at, seconds);
    parts.sinks().notify(status.key().tenant(), notifications);
    parts.sinks().write(status.key().tenant(), samples);
    parts.metrics().missed(status.key(), missed);
    parts.metrics().evaluated(status, samples.size());
    report();
  }

  /** Alerts after a time that nobody evaluated in; they begin anew when that was too long. */
  private RuleStatus resumed(RuleStatus rule, long at) {
    long last = status.lastEvaluationMillis();
    if (!isResumed || last == 0) {
      return rule;
    }
    Duration gap = Duration.ofMillis(at - last).minus(status.interval());
    if (gap.compareTo(parts.settings().outageTolerance()) > 0) {
      return rule.withAlerts(Alerts.NONE);
    }
    return gap.isPositive() ? rule.withAlerts(rule.alerts().afterGap(gap)) : rule;
  }

  /** Writes the state; false when somebody else has evaluated the group. */
  private boolean keep(GroupState state) {
    try {
      version = parts.states().write(status.key(), state, version);
      return true;
    } catch (ObjectChangedException | ObjectExistsException e) {
      LOG.atInfo()
          .addKeyValue("tenant", status.key().tenant())
          .addKeyValue("group", status.key().metricName())
          .log("another process has evaluated the group; its outcome counts");
      return false;
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("tenant", status.key().tenant())
          .addKeyValue("group", status.key().metricName())
          .addKeyValue("reason", e.getMessage())
          .log("the state of alerts can't be kept; they go out nevertheless");
      return true;
    }
  }

  private void report() {
    for (RuleStatus rule : status.rules()) {
      if (rule.health() == RuleStatus.Health.ERR) {
        LOG.atWarn()
            .addKeyValue("tenant", status.key().tenant())
            .addKeyValue("group", status.key().metricName())
            .addKeyValue("rule", rule.rule().name())
            .addKeyValue("reason", rule.lastError())
            .log("a rule could not be evaluated");
      }
    }
  }
}
