package io.millrace.ingester.stream;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The packs that heads were frozen for, in order. By it a reader that took a snapshot of a stream
 * tells packs with entries of the snapshot, frozen meanwhile, from older ones.
 *
 * <p>Written inside of {@link PushGate#freeze} only; read by any number of threads.
 */
public final class FreezeLog {
  /** No read takes as long as this many flushes. */
  private static final int REMEMBERED = 10_000;

  private final ConcurrentSkipListMap<Long, String> packs = new ConcurrentSkipListMap<>();

  /** Number of the last freeze; 0 before the first. */
  public long last() {
    return packs.isEmpty() ? 0 : packs.lastKey();
  }

  /** Notes a freeze and returns its number. */
  public long next(String packId) {
    long number = last() + 1;
    packs.put(number, packId);
    if (packs.size() > REMEMBERED) {
      packs.pollFirstEntry();
    }
    return number;
  }

  /** The packs that were begun after a freeze. */
  public Collection<String> packsAfter(long freeze) {
    return List.copyOf(packs.tailMap(freeze, false).values());
  }
}
