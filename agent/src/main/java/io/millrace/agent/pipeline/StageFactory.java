package io.millrace.agent.pipeline;

import io.millrace.agent.entry.LogEntry;

/** Makes the stage for one file. Safe for use by any thread. */
@FunctionalInterface
public interface StageFactory {
  Stage create(StageContext context);

  /** A stage without memory that changes each entry. */
  static StageFactory edit(Edit edit) {
    Stage stage =
        (entry, next) -> {
          edit.apply(entry);
          next.accept(entry);
        };
    return _ -> stage;
  }

  /** A change of an entry. */
  @FunctionalInterface
  interface Edit {
    void apply(LogEntry entry);
  }
}
