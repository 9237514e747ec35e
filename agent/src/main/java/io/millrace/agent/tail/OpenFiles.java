package io.millrace.agent.tail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that all tails together may hold open. A tail that finds the budget used up waits, in
 * the order in which tails came, and the files that have been silent for longest are asked for. It
 * is exceeded only by rotated files that are found beside a file that was let in. Thread-safe.
 */
final class OpenFiles {
  private final int max;
  private int open;
  private final LinkedHashSet<Tail> waiting = new LinkedHashSet<>();
  private final Set<Tail> granted = new HashSet<>();
  private final NavigableSet<Offer> offers = new TreeSet<>();
  private final Map<Tail, Offer> offerOf = new HashMap<>();
  private final Set<Tail> asked = new HashSet<>();
  private long order;

  /** A file that could be closed. */
  private record Offer(Tail tail, long silentSinceNanos, long order) implements Comparable<Offer> {
    @Override
    public int compareTo(Offer other) {
      long difference = silentSinceNanos - other.silentSinceNanos;
      return difference != 0 ? Long.signum(difference) : Long.compare(order, other.order);
    }
  }

  OpenFiles(int max) {
    this.max = max;
  }

  int max() {
    return max;
  }

  synchronized int open() {
    return open;
  }

  /** Whether the tail may open a file now, which counts as open then; else it waits. */
  synchronized boolean admit(Tail tail) {
    if (granted.remove(tail)) {
      return true;
    }
    waiting.add(tail);
    grant();
    if (granted.remove(tail)) {
      return true;
    }
    ask();
    return false;
  }

  /** Gives what is free to those who wait; it counts as open from now on. */
  private void grant() {
    while (open < max && !waiting.isEmpty()) {
      granted.add(waiting.removeFirst());
      open++;
    }
  }

  /** One more is open, budget or not. */
  synchronized void add() {
    open++;
  }

  /** One less is open. */
  synchronized void remove() {
    open--;
    grant();
  }

  /**
   * The file of the tail is read and acknowledged: it could be closed.
   *
   * @return whether it is needed now
   */
  synchronized boolean offer(Tail tail, long silentSinceNanos) {
    if (waiting.isEmpty()) {
      asked.remove(tail);
    }
    if (!asked.contains(tail) && !offerOf.containsKey(tail)) {
      Offer offer = new Offer(tail, silentSinceNanos, order++);
      offers.add(offer);
      offerOf.put(tail, offer);
      ask();
    }
    return asked.contains(tail);
  }

  private void ask() {
    while (asked.size() < waiting.size() && !offers.isEmpty()) {
      Tail longest = offers.removeFirst().tail;
      offerOf.remove(longest);
      asked.add(longest);
      // It may rest, and would not come by soon.
      longest.wake();
    }
  }

  /** The tail has something to read again, or has closed its file. */
  synchronized void withdrawOffer(Tail tail) {
    asked.remove(tail);
    Offer offer = offerOf.remove(tail);
    if (offer != null) {
      offers.remove(offer);
    }
  }

  /** The tail does not wait any more. */
  synchronized void leave(Tail tail) {
    waiting.remove(tail);
    if (granted.remove(tail)) {
      remove();
    }
  }
}
