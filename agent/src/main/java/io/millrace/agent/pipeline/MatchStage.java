package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code match} with {@code action: keep}: matching entries go through stages of their own. */
final class MatchStage implements Stage {
  private final Predicate<LogEntry> selector;
  private final Pipeline nested;
  private @Nullable EntryConsumer after;

  MatchStage(Predicate<LogEntry> selector, PipelineSpec stages, StageContext context) {
    this.selector = selector;
    this.nested = stages.create(this::pass, context);
  }

  private void pass(LogEntry entry) {
    if (after != null) {
      after.accept(entry);
    }
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    if (!selector.test(entry)) {
      next.accept(entry);
      return;
    }
    after = next;
    entry.copyLabelsToExtracted();
    nested.accept(entry);
  }

  @Override
  public void tick(long nowNanos, EntryConsumer next) {
    after = next;
    nested.tick(nowNanos);
  }

  @Override
  public void end(EntryConsumer next) {
    after = next;
    nested.end();
  }

  @Override
  public long heldFrom(Progress content) {
    return nested.heldFrom(content);
  }
}
