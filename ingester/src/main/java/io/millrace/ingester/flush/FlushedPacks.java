package io.millrace.ingester.flush;

import io.millrace.store.held.FlushCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * The packs that this run of the ingester has brought into the store, in order, for processes that
 * follow it. A pack is here before its entries leave memory. Safe for use by any number of threads.
 */
public final class FlushedPacks {
  /** Half a day of flushes, one every five seconds. */
  private static final int REMEMBERED = 10_000;

  private final String run = UUID.randomUUID().toString();
  private final Deque<String> packs = new ArrayDeque<>();
  private long sequence;

  /**
   * What came after a cursor.
   *
   * @param complete false when that is not known: the cursor is another run's, or too old
   */
  public record Since(boolean complete, FlushCursor now, List<String> packs) {}

  /** Notes a pack that is in the store and in the index. */
  public synchronized void add(String packId) {
    packs.addLast(packId);
    sequence++;
    if (packs.size() > REMEMBERED) {
      packs.removeFirst();
    }
  }

  /** The packs that were added after a cursor. */
  public synchronized Since since(FlushCursor cursor) {
    FlushCursor now = new FlushCursor(run, sequence);
    long missing = sequence - cursor.sequence();
    if (!cursor.run().equals(run) || missing < 0 || missing > packs.size()) {
      return new Since(false, now, List.of());
    }
    return new Since(true, now, packs.stream().skip(packs.size() - missing).toList());
  }
}
