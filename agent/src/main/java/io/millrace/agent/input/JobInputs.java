package io.millrace.agent.input;

import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.labels.Labels;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The sources of one job and what is done with their entries.
 *
 * @param relabel makes an entry's labels of those that were found; an empty set drops it
 */
public record JobInputs(
    String job, List<InputSource> sources, UnaryOperator<Labels> relabel, PipelineSpec pipeline) {
  public JobInputs {
    sources = List.copyOf(sources);
  }
}
