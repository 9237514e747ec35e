package io.millrace.ingester.wal;

import java.io.IOException;

/** Sees the records of the log, in the order in which they were written. */
@FunctionalInterface
public interface RecordVisitor {
  /**
   * Takes one record.
   *
   * @param lsn the record's log sequence number
   */
  void record(long lsn, byte[] payload) throws IOException;
}
