package io.millrace.store.held;

/**
 * A place in the sequence of flushes of one run of an ingester.
 *
 * @param run names the run; empty before anything is known
 * @param sequence how many flushes of that run are known
 */
public record FlushCursor(String run, long sequence) {
  public static final FlushCursor NONE = new FlushCursor("", 0);
}
