package io.millrace.store.compact;

import io.millrace.store.index.PackSummary;
import java.util.List;

/** Packs that become one. */
record CompactionJob(List<PackSummary> inputs) {
  CompactionJob {
    inputs = List.copyOf(inputs);
  }

  List<String> ids() {
    return inputs.stream().map(PackSummary::id).toList();
  }

  long bytes() {
    return inputs.stream().mapToLong(PackSummary::bytes).sum();
  }

  /** Time that the new pack is named after. */
  long maxTimestamp() {
    return inputs.stream().mapToLong(PackSummary::maxTimestamp).max().orElseThrow();
  }
}
