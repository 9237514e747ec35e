package io.millrace.querier.tail;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.logql.stage.LabelSet;
import io.millrace.store.LabelMatcher;
import io.millrace.store.live.LiveListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Batches of the wanted streams that came since the tail last looked. Thread-safe. */
final class Inbox implements LiveListener {
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_KNOWN_STREAMS = 10_000;

  private final List<LabelMatcher> matchers;
  private final Backlog backlog;
  private final ConcurrentHashMap<Labels, Boolean> wanted = new ConcurrentHashMap<>();

  private final Object lock = new Object();
  private List<Arrival> arrivals = new ArrayList<>();
  private int entries;

  /** Entries of one push to one stream. */
  record Arrival(Labels stream, EntryBatch entries) {}

  Inbox(List<LabelMatcher> matchers, Backlog backlog) {
    this.matchers = matchers;
    this.backlog = backlog;
  }

  @Override
  public void arrived(Labels stream, EntryBatch batch) {
    if (wanted.size() > MAX_KNOWN_STREAMS) {
      wanted.clear();
    }
    if (!wanted.computeIfAbsent(stream, this::matches)) {
      return;
    }
    synchronized (lock) {
      if (entries + batch.size() <= MAX_ENTRIES) {
        entries += batch.size();
        arrivals.add(new Arrival(stream, batch));
        return;
      }
    }
    LabelSet labels = LabelSet.of(stream);
    for (int i = 0; i < batch.size(); i++) {
      backlog.drop(new DroppedEntry(batch.timestamp(i), labels));
    }
  }

  private boolean matches(Labels stream) {
    for (LabelMatcher matcher : matchers) {
      if (!matcher.matches(stream.getOrEmpty(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  /** Takes out what is there, in the order of arrival. */
  List<Arrival> drain() {
    synchronized (lock) {
      List<Arrival> drained = arrivals;
      arrivals = new ArrayList<>();
      entries = 0;
      return drained;
    }
  }
}
