package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.rule.GroupKey;
import java.time.Duration;
import java.util.List;

/**
 * A group of rules and what came of its last evaluation.
 *
 * @param lastEvaluationMillis since 1970; 0 for never
 */
public record GroupStatus(
    GroupKey key,
    Duration interval,
    int limit,
    List<RuleStatus> rules,
    long lastEvaluationMillis,
    double evaluationSeconds) {
  public GroupStatus {
    rules = List.copyOf(rules);
  }
}
