package io.millrace.agent.input;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.agent.relabel.VisibleLabels;
import io.millrace.labels.Labels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

/** What a source needs of the agent. Safe for use by any thread. */
public final class InputContext {
  private final JobInputs job;
  private final EntrySink sink;
  private final StageContext stages;
  private final Feeds feeds;
  private final SharedCounters counters;
  private final @Nullable CursorStore cursors;

  InputContext(
      JobInputs job,
      EntrySink sink,
      StageContext stages,
      Feeds feeds,
      SharedCounters counters,
      @Nullable CursorStore cursors) {
    this.job = job;
    this.sink = sink;
    this.stages = stages;
    this.feeds = feeds;
    this.counters = counters;
    this.cursors = cursors;
  }

  public String job() {
    return job.job();
  }

  public AgentClock clock() {
    return stages.clock();
  }

  public SharedCounters counters() {
    return counters;
  }

  /** For metrics of one source, which it takes out again at its stop. */
  public PrometheusRegistry registry() {
    return counters.registry();
  }

  /**
   * What the job's rules make of labels.
   *
   * @return null when they drop the entry; {@code job} alone when they leave nothing to see
   */
  public @Nullable Labels labels(Labels discovered) {
    Labels ruled = job.relabel().apply(discovered);
    if (ruled.isEmpty() && !discovered.isEmpty()) {
      return null;
    }
    Labels visible = VisibleLabels.of(ruled);
    boolean isNameless =
        visible.isEmpty() || (visible.size() == 1 && visible.has(VisibleLabels.TENANT));
    // The server refuses an entry without labels.
    return isNameless ? visible.toBuilder().set("job", job.job()).build() : visible;
  }

  /** A feed of its own for a connection. */
  public Feed feed() {
    return feeds.add(new Feed(job.pipeline(), sink, stages, null, feeds));
  }

  /** A feed whose acknowledged cursor is stored. */
  public Feed feed(CursorTrail trail) {
    return feeds.add(new Feed(job.pipeline(), sink, stages, trail, feeds));
  }

  /** The cursor that was stored under {@code key}; null for none. */
  public @Nullable String cursor(String key) {
    return cursors == null ? null : cursors.get(key);
  }
}
