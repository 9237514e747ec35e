package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import java.util.ArrayList;
import java.util.List;

/**
 * What pipelines are made from.
 *
 * @param isFramed whether lines of the file are a container run-time's frames, which are always
 *     written whole, so that an unterminated one is still being written
 */
public record PipelineSpec(List<StageFactory> stages, boolean isFramed) {
  /** No stages. */
  public static final PipelineSpec EMPTY = new PipelineSpec(List.of(), false);

  public PipelineSpec {
    stages = List.copyOf(stages);
  }

  /** A pipeline that ends in {@code end}. */
  public Pipeline create(EntryConsumer end, StageContext context) {
    List<Stage> made = new ArrayList<>(stages.size());
    for (StageFactory stage : stages) {
      made.add(stage.create(context));
    }
    return new Pipeline(made, end);
  }
}
