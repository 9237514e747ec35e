package io.millrace.store.compact;

import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackSummary;
import io.millrace.store.pack.PackNames;
import io.millrace.store.pack.PackStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Deletes packs that were replaced long enough ago, and empty packs that replace no other. */
final class ReplacedPacks {
  private final PackStore packs;
  private final LabelIndex index;
  private final Duration delay;
  private final CompactionMetrics metrics;
  private final InstantSource clock;

  ReplacedPacks(
      PackStore packs,
      LabelIndex index,
      Duration delay,
      CompactionMetrics metrics,
      InstantSource clock) {
    this.packs = packs;
    this.index = index;
    this.delay = delay;
    this.metrics = metrics;
    this.clock = clock;
  }

  void delete() throws IOException {
    Map<String, String> replaced = index.replaced();
    // A pack that replaces others goes after them, else they would count again.
    boolean changed = true;
    while (changed) {
      changed = false;
      Set<String> needed = new HashSet<>(replaced.values());
      for (Map.Entry<String, String> one : List.copyOf(replaced.entrySet())) {
        if (!needed.contains(one.getKey()) && isDue(one.getValue())) {
          packs.delete(one.getKey());
          index.forget(List.of(one.getKey()));
          metrics.deleted();
          replaced.remove(one.getKey());
          changed = true;
        }
      }
    }
    Set<String> needed = new HashSet<>(replaced.values());
    for (PackSummary pack : index.packs()) {
      if (pack.chunks() == 0 && !needed.contains(pack.id()) && isDue(pack.id())) {
        packs.delete(pack.id());
        index.removeEmpty(pack.id());
      }
    }
  }

  private boolean isDue(String successor) {
    OptionalLong named = PackNames.millisOf(successor);
    return named.isPresent() && named.getAsLong() + delay.toMillis() <= clock.millis();
  }
}
