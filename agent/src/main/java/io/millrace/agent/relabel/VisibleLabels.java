package io.millrace.agent.relabel;

import io.millrace.agent.entry.LabelNames;
import io.millrace.labels.Labels;

/**
 * What is left of labels when rules are through: none that start with two underscores, and none
 * that {@code labelmap} has given a name for which a server would refuse the lines.
 */
public final class VisibleLabels {
  /** Passed on, though hidden: it becomes the tenant's header. */
  public static final String TENANT = "__tenant_id__";

  private static final String HIDDEN = "__";

  private VisibleLabels() {}

  /** The labels that entries get. */
  public static Labels of(Labels labels) {
    Labels.Builder kept = Labels.empty().toBuilder();
    labels.forEach(
        (name, value) -> {
          boolean isShown = !name.startsWith(HIDDEN) || name.equals(TENANT);
          if (isShown && LabelNames.isValid(name)) {
            kept.set(name, value);
          }
        });
    return kept.build();
  }
}
