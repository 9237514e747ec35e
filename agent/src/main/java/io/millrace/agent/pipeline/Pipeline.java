package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import java.util.List;

/** Stages one after another. Used by one thread at a time. */
public final class Pipeline implements EntryConsumer {
  private final EntryConsumer first;
  private final List<Link> links;

  /** A stage and what comes after it. */
  private record Link(Stage stage, EntryConsumer next) implements EntryConsumer {
    @Override
    public void accept(LogEntry entry) {
      stage.process(entry, next);
    }
  }

  Pipeline(List<Stage> stages, EntryConsumer end) {
    Link[] chain = new Link[stages.size()];
    EntryConsumer next = end;
    for (int i = stages.size() - 1; i >= 0; i--) {
      chain[i] = new Link(stages.get(i), next);
      next = chain[i];
    }
    this.first = next;
    this.links = List.of(chain);
  }

  @Override
  public void accept(LogEntry entry) {
    first.accept(entry);
  }

  /** Passes on what stages have withheld long enough. */
  public void tick(long nowNanos) {
    for (Link link : links) {
      link.stage.tick(nowNanos, link.next);
    }
  }

  /** Passes on everything that stages withhold. */
  public void end() {
    for (Link link : links) {
      link.stage.end(link.next);
    }
  }

  /** Where in a content the first withheld line starts, {@link Long#MAX_VALUE} for none. */
  public long heldFrom(Progress content) {
    long lowest = Long.MAX_VALUE;
    for (Link link : links) {
      lowest = Math.min(lowest, link.stage.heldFrom(content));
    }
    return lowest;
  }
}
