package io.millrace.querier.ruler.storage;

import io.millrace.querier.ruler.alert.Alert;
import java.util.List;
import java.util.Map;

/**
 * What has to outlive a process of a group's evaluations.
 *
 * @param lastEvaluationMillis the time that was evaluated last, since 1970
 * @param alerts by the names of their rules, see {@code GroupRunner}
 */
public record GroupState(long lastEvaluationMillis, Map<String, List<Alert>> alerts) {
  public GroupState {
    alerts = Map.copyOf(alerts);
  }
}
