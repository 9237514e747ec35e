package io.millrace.logql.stage;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.labels.Labels;
import java.util.List;

/**
 * Sends entries of blocks whose lines are stored as templates through a pipeline that begins with a
 * parser, without the lines where these are not needed. One per worker; not safe for concurrent
 * use.
 */
public final class FieldReader {
  private final Pipeline pipeline;
  private final FieldParser parser;
  private final List<FieldCondition> conditions;
  private final LineRun run;
  private final LineRun probe;

  FieldReader(Pipeline pipeline, FieldParser parser, List<FieldCondition> conditions, LineRun run) {
    this.pipeline = pipeline;
    this.parser = parser;
    this.conditions = conditions;
    this.run = run;
    this.probe = pipeline.newRun();
    probe.stream(Labels.empty());
  }

  /**
   * The entries of a block of the run's stream.
   *
   * @throws FormatException when the block is damaged
   */
  public TemplatedEntries open(TemplatedBlock block) throws FormatException {
    return new TemplatedEntries(this, block);
  }

  Pipeline pipeline() {
    return pipeline;
  }

  FieldParser parser() {
    return parser;
  }

  List<FieldCondition> conditions() {
    return conditions;
  }

  LineRun run() {
    return run;
  }

  /** A run without labels. */
  LineRun probe() {
    return probe;
  }
}
