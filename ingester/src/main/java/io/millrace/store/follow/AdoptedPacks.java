package io.millrace.store.follow;

import io.millrace.store.index.LabelIndex;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings packs into an index and remembers in which order, so that a reader tells those that came
 * after it had begun. Safe for use by any number of threads.
 */
public final class AdoptedPacks {
  /** No query takes as long as it takes to bring in this many. */
  private static final int REMEMBERED = 10_000;

  private final LabelIndex index;
  private final TreeMap<Long, String> packs = new TreeMap<>();
  private long sequence;

  AdoptedPacks(LabelIndex index) {
    this.index = index;
  }

  /** Adds a pack to the index. */
  public synchronized void commit(LabelIndex.Commit commit) throws IOException {
    // A pack that replaces others has entries that were there before: they may not be left out.
    if (commit.history().replaces().isEmpty() && !index.hasPack(commit.packId())) {
      packs.put(++sequence, commit.packId());
      if (packs.size() > REMEMBERED) {
        packs.pollFirstEntry();
      }
    }
    index.commit(commit);
  }

  /** A number for {@link #after}: all packs that came before are in the index. */
  public synchronized long now() {
    return sequence;
  }

  /** The packs that came after a moment, and replace no others. */
  public synchronized Set<String> after(long moment) {
    return new HashSet<>(packs.tailMap(moment, false).values());
  }
}
