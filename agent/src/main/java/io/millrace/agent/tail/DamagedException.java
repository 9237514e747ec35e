package io.millrace.agent.tail;

import java.io.IOException;

/**
 * Compressed bytes that cannot be decompressed: damaged, cut off, or not written to the end yet.
 */
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedException(Throwable cause) {
    super("compressed file is damaged or not complete: " + cause.getMessage(), cause);
  }
}
