package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Finds what a rule's query says at one time. */
public interface RuleQuery {
  /** A sample; its labels may hold no name of a series. */
  record Sample(Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Evaluates.
   *
   * @param atMillis since 1970
   * @throws RuleFailedException when the tenant's limits or the data don't let the query through
   */
  List<Sample> evaluate(String tenant, Rule rule, long atMillis) throws IOException;
}
