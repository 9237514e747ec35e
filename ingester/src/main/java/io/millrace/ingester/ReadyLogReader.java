package io.millrace.ingester;

import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.ReadContext;
import io.millrace.store.StreamBlocks;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A reader that asks for the real one at each call, since there is none before the log is replayed.
 */
public final class ReadyLogReader implements LogReader {
  private final Supplier<LogReader> target;

  /**
   * A reader.
   *
   * @param target throws {@link NotReadyException} as long as there is none
   */
  public ReadyLogReader(Supplier<LogReader> target) {
    this.target = target;
  }

  @Override
  public List<StreamBlocks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return target.get().select(tenant, matchers, startNanos, endNanos);
  }

  @Override
  public List<StreamBlocks> select(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    return target.get().select(tenant, matchers, startNanos, endNanos, context);
  }

  @Override
  public List<Labels> series(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return target.get().series(tenant, matchers, startNanos, endNanos);
  }

  @Override
  public List<Labels> series(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    return target.get().series(tenant, matchers, startNanos, endNanos, context);
  }
}
