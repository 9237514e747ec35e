package io.millrace.agent.position;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which records have a key, by their ids: with ten thousand files, looking through all records for
 * each file would take minutes. Not for concurrent use.
 */
final class PositionIndex<K> {
  private final Map<K, Set<Long>> ids = new HashMap<>();

  void add(K key, long id) {
    ids.computeIfAbsent(key, _ -> new LinkedHashSet<>(2)).add(id);
  }

  void remove(K key, long id) {
    ids.computeIfPresent(
        key,
        (_, known) -> {
          known.remove(id);
          return known.isEmpty() ? null : known;
        });
  }

  /** In the order in which they came. */
  Set<Long> of(K key) {
    return ids.getOrDefault(key, Set.of());
  }
}
