package io.millrace.ingester.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that only grows. Used by one thread. */
public interface LogFile extends Closeable {
  /** Writes all remaining bytes behind what was written before. */
  void append(ByteBuffer bytes) throws IOException;

  /** Returns when everything written so far survives a power cut. */
  void force() throws IOException;
}
