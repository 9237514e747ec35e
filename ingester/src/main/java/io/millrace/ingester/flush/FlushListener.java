package io.millrace.ingester.flush;

import java.io.IOException;

/** Is told what flushes do, for metrics and logs. */
public interface FlushListener {
  /**
   * A pack is in the index.
   *
   * @param lineBytes of the entries in it
   * @param packBytes of the object
   */
  void flushed(int streams, int chunks, long entries, long lineBytes, long packBytes);

  /** An attempt to put a pack, or to commit it, failed; it will be repeated. */
  void failed(String packId, IOException cause);
}
