package io.millrace.agent.entry;

import java.util.IdentityHashMap;

/**
 * How far one file's content has been acknowledged. Safe for use by any thread.
 *
 * <p>Lines are handed on in the order of the file. Each batch is entered with the offset of the
 * first line that it holds of this file, before the reader says that it is past that line. What
 * lies before every such offset, and before what a stage still withholds, is acknowledged or was
 * dropped by rule.
 */
public final class Progress {
  private final IdentityHashMap<Object, Long> outstanding = new IdentityHashMap<>();
  private long handed;
  private long heldFrom = Long.MAX_VALUE;

  /**
   * The progress of a content that is acknowledged up to {@code offset}.
   *
   * @param offset bytes from its start
   */
  public Progress(long offset) {
    this.handed = offset;
  }

  /** A batch holds lines from {@code start} on; the lowest start counts. */
  public synchronized void sent(Object batch, long start) {
    outstanding.merge(batch, start, Math::min);
  }

  /** All lines that the batch held are acknowledged. */
  public synchronized void acknowledged(Object batch) {
    outstanding.remove(batch);
  }

  /**
   * The reader is done with the lines before {@code offset}.
   *
   * @param held where the first line starts that a stage withholds, {@link Long#MAX_VALUE} for none
   */
  public synchronized void handed(long offset, long held) {
    handed = offset;
    heldFrom = held;
  }

  /** The end of the longest acknowledged prefix, in bytes. */
  public synchronized long committed() {
    long lowest = Math.min(handed, heldFrom);
    for (long start : outstanding.values()) {
      lowest = Math.min(lowest, start);
    }
    return lowest;
  }

  /** Whether everything that was read is acknowledged. */
  public synchronized boolean isSettled() {
    return outstanding.isEmpty() && heldFrom >= handed;
  }
}
