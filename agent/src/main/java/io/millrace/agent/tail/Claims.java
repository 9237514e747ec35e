package io.millrace.agent.tail;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which tail reads which file, so that two paths to one file make one reader. Thread-safe. */
final class Claims {
  private final Map<Object, Tail> owners = new ConcurrentHashMap<>();

  /** Takes the file with this key; false when another tail has it. */
  boolean claim(Object key, Tail tail) {
    Tail owner = owners.putIfAbsent(key, tail);
    return owner == null || owner == tail;
  }

  void release(Object key, Tail tail) {
    owners.remove(key, tail);
  }

  @Nullable Tail owner(Object key) {
    return owners.get(key);
  }
}
