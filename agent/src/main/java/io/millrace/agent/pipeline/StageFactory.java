package io.millrace.agent.pipeline;

/** Makes the stage for one file. Safe for use by any thread. */
@FunctionalInterface
public interface StageFactory {
  Stage create();
}
