package io.millrace.store.delete;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import java.util.List;

/** A request whose entries are hidden or to be erased. Safe for use by any number of threads. */
public final class ActiveDelete {
  private final DeleteRequest request;
  private final DeleteQuery query;

  ActiveDelete(DeleteRequest request, DeleteQuery query) {
    this.request = request;
    this.query = query;
  }

  public DeleteRequest request() {
    return request;
  }

  public List<LabelMatcher> matchers() {
    return query.matchers();
  }

  /** Whether it may select an entry of the stream in a range of time, both ends included. */
  public boolean concerns(String tenant, Labels stream, long firstNanos, long lastNanos) {
    return request.tenant().equals(tenant)
        && firstNanos <= request.lastNanos()
        && lastNanos >= request.firstNanos()
        && query.matches(stream);
  }

  /** Whether it selects every entry of a stream that it concerns in a range of time. */
  boolean selectsAll(long firstNanos, long lastNanos) {
    return query.filter() == null
        && request.firstNanos() <= firstNanos
        && request.lastNanos() >= lastNanos;
  }

  /** A look at the entries of one stream that it concerns; for one thread. */
  public DeleteQuery.Run start(Labels stream) {
    DeleteQuery.EntryFilter filter = query.filter();
    DeleteQuery.Run run = filter == null ? (_, _) -> true : filter.start(stream);
    return (EntryBatch batch, int index) -> {
      long time = batch.timestamp(index);
      return time >= request.firstNanos()
          && time <= request.lastNanos()
          && run.selects(batch, index);
    };
  }
}
