package io.millrace.agent.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Objects with large arrays that are used again instead of made anew: a megabyte for each batch
 * would fill a small heap's young generation several times a second. Safe for use by any thread.
 */
final class Spares<T> {
  private final int most;
  private final Supplier<T> maker;
  private final Deque<T> kept = new ArrayDeque<>();

  /**
   * Nothing is kept yet.
   *
   * @param most objects that are kept; lanes may have more of them in use
   */
  Spares(int most, Supplier<T> maker) {
    this.most = most;
    this.maker = maker;
  }

  T take() {
    synchronized (kept) {
      if (!kept.isEmpty()) {
        return kept.pop();
      }
    }
    return maker.get();
  }

  void give(T used) {
    synchronized (kept) {
      if (kept.size() < most) {
        kept.push(used);
      }
    }
  }
}
