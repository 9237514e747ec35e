package io.millrace.store.live;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;

/** Is shown what a tenant pushes. Called by any number of threads; must neither block nor throw. */
@FunctionalInterface
public interface LiveListener {
  void arrived(Labels stream, EntryBatch entries);
}
