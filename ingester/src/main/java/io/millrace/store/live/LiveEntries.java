package io.millrace.store.live;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands new entries to those who asked for them. Safe for use by any number of threads. */
public final class LiveEntries implements LiveSource {
  private final ConcurrentHashMap<String, CopyOnWriteArrayList<LiveListener>> listeners =
      new ConcurrentHashMap<>();

  @Override
  public Subscription subscribe(String tenant, List<LabelMatcher> matchers, LiveListener listener) {
    listeners.computeIfAbsent(tenant, _ -> new CopyOnWriteArrayList<>()).add(listener);
    return () -> remove(tenant, listener);
  }

  private void remove(String tenant, LiveListener listener) {
    List<LiveListener> found = listeners.get(tenant);
    if (found != null) {
      found.remove(listener);
    }
  }

  /** Shows entries, which can be read already, to the tenant's listeners. */
  public void publish(String tenant, Labels stream, EntryBatch entries) {
    List<LiveListener> found = listeners.get(tenant);
    if (found != null) {
      for (LiveListener listener : found) {
        listener.arrived(stream, entries);
      }
    }
  }
}
