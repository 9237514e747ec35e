package io.millrace.agent.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** The bytes of a file, decompressed when it is compressed. */
interface Content extends Closeable {
  /**
   * Reads what there is at {@code position}.
   *
   * @return bytes read, 0 or less at the end
   */
  int read(byte[] into, int offset, int length, long position) throws IOException;

  /** Bytes there are now; {@link Long#MAX_VALUE} when only reading tells. */
  long size() throws IOException;

  /** Bytes behind {@code offset}, as far as the file says it. */
  long after(long offset) throws IOException;

  /** Bytes that the file takes on the disk. */
  long diskBytes() throws IOException;

  /** The open file for taking marks, or null when the bytes are not those of the file. */
  @Nullable FileChannel channel();

  /** Whether it can still grow. */
  boolean canGrow();
}
