package io.millrace.querier.ruler;

import io.millrace.querier.ruler.group.EvaluationMetrics;
import io.millrace.querier.ruler.group.GroupRunner;
import io.millrace.querier.ruler.group.GroupStatus;
import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.storage.GroupStates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all groups and has them evaluated when their time comes. {@link #tick} is for one thread;
 * the rest for any.
 */
public final class Ruler {
  private static final Logger LOG = LoggerFactory.getLogger(Ruler.class);

  private final RulerSettings settings;
  private final RuleBook book;
  private final GroupStates states;
  private final GroupRunner.Parts parts;
  private final EvaluationMetrics metrics;
  private final BooleanSupplier mayRun;
  private final Executor executor;
  private final Map<GroupKey, GroupRunner> runners = new ConcurrentSkipListMap<>();
  private long nextSync = Long.MIN_VALUE;
  private boolean ran;

  /**
   * A ruler without rules; the first tick reads them.
   *
   * @param mayRun whether this process is the one that evaluates
   * @param executor runs evaluations
   */
  public Ruler(
      RulerSettings settings,
      RuleBook book,
      GroupRunner.Parts parts,
      BooleanSupplier mayRun,
      Executor executor) {
    this.settings = settings;
    this.book = book;
    this.states = parts.states();
    this.parts = parts;
    this.metrics = parts.metrics();
    this.mayRun = mayRun;
    this.executor = executor;
  }

  /** Does what is due; to be called about every second. */
  public void tick(long nowMillis) {
    boolean runs = mayRun.getAsBoolean();
    if (runs != ran || nowMillis >= nextSync) {
      sync(nowMillis, !ran);
      ran = runs;
      nextSync = nowMillis + settings.pollInterval().toMillis();
    }
    if (!runs) {
      return;
    }
    for (GroupRunner runner : runners.values()) {
      if (runner.isDue(nowMillis) && runner.tryEnter()) {
        executor.execute(() -> evaluate(runner, nowMillis));
      }
    }
  }

  private static void evaluate(GroupRunner runner, long nowMillis) {
    try {
      runner.evaluate(nowMillis);
    } catch (IOException | RuntimeException e) {
      LOG.error("the group {} could not be evaluated", runner.status().key(), e);
    } finally {
      runner.exit();
    }
  }

  /**
   * Reads all rules.
   *
   * @param reloads whether another process may have evaluated since
   */
  private void sync(long nowMillis, boolean reloads) {
    try {
      Map<GroupKey, RuleGroup> groups = book.all();
      groups.keySet().removeIf(key -> !settings.isEnabled(key.tenant()));
      adopt(groups, List.copyOf(runners.keySet()), nowMillis, reloads);
    } catch (IOException e) {
      LOG.error("the rules can't be read; those that were known stay in force", e);
    }
  }

  /** Reads a tenant's rules after they have changed. */
  public void sync(String tenant, long nowMillis) throws IOException {
    if (settings.isEnabled(tenant)) {
      List<GroupKey> known =
          runners.keySet().stream().filter(key -> key.tenant().equals(tenant)).toList();
      adopt(book.of(tenant), known, nowMillis, false);
    }
  }

  private synchronized void adopt(
      Map<GroupKey, RuleGroup> groups, List<GroupKey> known, long nowMillis, boolean reloads)
      throws IOException {
    for (GroupKey key : known) {
      if (!groups.containsKey(key)) {
        runners.remove(key);
        metrics.removed(key);
        if (mayRun.getAsBoolean()) {
          states.delete(key);
        }
      }
    }
    for (Map.Entry<GroupKey, RuleGroup> each : groups.entrySet()) {
      GroupRunner runner = runners.get(each.getKey());
      if (runner == null || reloads || !runner.group().equals(each.getValue())) {
        GroupRunner fresh = new GroupRunner(each.getKey(), each.getValue(), parts);
        fresh.load(nowMillis);
        runners.put(each.getKey(), fresh);
      }
    }
  }

  /** A tenant's groups in the order of their names. */
  public List<GroupStatus> groups(String tenant) {
    List<GroupStatus> groups = new ArrayList<>();
    for (GroupRunner runner : new TreeMap<>(runners).values()) {
      if (runner.status().key().tenant().equals(tenant)) {
        groups.add(runner.status());
      }
    }
    return groups;
  }
}
