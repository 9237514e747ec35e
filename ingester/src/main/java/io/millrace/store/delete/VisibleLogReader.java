package io.millrace.store.delete;

import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.ReadContext;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.retention.Retention;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader that leaves out what delete requests select and what retention does not keep, whether it
 * is erased yet or not. Retention hides blocks none of whose entries is kept.
 */
public final class VisibleLogReader implements LogReader {
  private final LogReader target;
  private final DeleteRequests deletes;
  private final Retention retention;

  public VisibleLogReader(LogReader target, DeleteRequests deletes, Retention retention) {
    this.target = target;
    this.deletes = deletes;
    this.retention = retention;
  }

  @Override
  public List<StreamBlocks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return select(tenant, matchers, startNanos, endNanos, ReadContext.NONE);
  }

  @Override
  public List<StreamBlocks> select(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    long from = Math.max(startNanos, retention.keptFromNanos(tenant));
    if (from >= endNanos) {
      return List.of();
    }
    List<ActiveDelete> active = List.copyOf(deletes.active());
    List<StreamBlocks> visible = new ArrayList<>();
    for (StreamBlocks stream : target.select(tenant, matchers, from, endNanos, context)) {
      long keptFrom = retention.keptFromNanos(tenant, stream.labels());
      List<StoredBlock> blocks = new ArrayList<>(stream.blocks().size());
      for (StoredBlock block : stream.blocks()) {
        if (block.maxTimestamp() >= keptFrom) {
          addVisible(tenant, stream.labels(), block, active, blocks);
        }
      }
      if (!blocks.isEmpty()) {
        visible.add(new StreamBlocks(stream.labels(), blocks));
      }
    }
    return visible;
  }

  private static void addVisible(
      String tenant,
      Labels stream,
      StoredBlock block,
      List<ActiveDelete> active,
      List<StoredBlock> blocks) {
    List<ActiveDelete> concerning = new ArrayList<>();
    for (ActiveDelete delete : active) {
      if (delete.concerns(tenant, stream, block.minTimestamp(), block.maxTimestamp())) {
        if (delete.selectsAll(block.minTimestamp(), block.maxTimestamp())) {
          return;
        }
        concerning.add(delete);
      }
    }
    blocks.add(concerning.isEmpty() ? block : new HiddenEntriesBlock(block, stream, concerning));
  }

  @Override
  public List<Labels> series(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return series(tenant, matchers, startNanos, endNanos, ReadContext.NONE);
  }

  @Override
  public List<Labels> series(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    if (mayHideStreams(tenant, startNanos, endNanos)) {
      return select(tenant, matchers, startNanos, endNanos, context).stream()
          .map(StreamBlocks::labels)
          .sorted()
          .toList();
    }
    long from = Math.max(startNanos, retention.keptFromNanos(tenant));
    return from >= endNanos ? List.of() : target.series(tenant, matchers, from, endNanos, context);
  }

  private boolean mayHideStreams(String tenant, long startNanos, long endNanos) {
    for (ActiveDelete delete : deletes.active()) {
      DeleteRequest request = delete.request();
      if (request.tenant().equals(tenant)
          && request.lastNanos() >= startNanos
          && request.firstNanos() < endNanos) {
        return true;
      }
    }
    return false;
  }
}
