package io.millrace.querier.ruler.rule;

import java.time.Duration;
import java.util.List;

/**
 * Rules that are evaluated together, in their order.
 *
 * @param interval between two evaluations; zero for the server's default
 * @param limit alerts or series that one rule may make; 0 for no limit
 */
public record RuleGroup(String name, Duration interval, int limit, List<Rule> rules) {
  public RuleGroup {
    rules = List.copyOf(rules);
  }
}
