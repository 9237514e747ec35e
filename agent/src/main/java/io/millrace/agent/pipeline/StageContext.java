package io.millrace.agent.pipeline;

import io.millrace.agent.entry.AgentClock;

/** What stages need of the process. Safe for use by any thread. */
public record StageContext(AgentClock clock, DropCounter drops, CustomMetrics metrics) {
  /** Counts lines that a stage has dropped by rule. */
  @FunctionalInterface
  public interface DropCounter {
    void dropped(String reason);
  }
}
