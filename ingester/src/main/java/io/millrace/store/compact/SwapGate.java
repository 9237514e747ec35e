package io.millrace.store.compact;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps readers of memory and index from seeing packs swapped in between the two, which would show
 * them entries twice. Safe for use by any number of threads.
 */
public final class SwapGate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Memory memory;

  /** What a process shows from memory. */
  @FunctionalInterface
  public interface Memory {
    /** Whether entries of one of these packs are still shown from memory. */
    boolean showsAny(Collection<String> packIds);
  }

  public SwapGate(Memory memory) {
    this.memory = memory;
  }

  /** Something that may fail as storage does. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /** A change of the index. */
  @FunctionalInterface
  interface Change {
    void run() throws IOException;
  }

  /** Looks at memory and then at the index, without a swap in between. */
  public <T> T read(Action<T> action) throws IOException {
    lock.readLock().lock();
    try {
      return action.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Swaps packs in the index. What memory once showed as part of an indexed pack and no longer does
   * it never shows again, so packs that were free when a compaction began still are.
   */
  void swap(Change change) throws IOException {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  boolean isFree(String packId) {
    return !memory.showsAny(List.of(packId));
  }
}
