package io.millrace.service.http;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a streamed body on the request's virtual thread. */
@FunctionalInterface
public interface BodyWriter {
  /**
   * Writes the body.
   *
   * @param out blocks while the client does not read, and fails with an {@link IOException} when it
   *     takes nothing for the server's write timeout or goes away; {@code flush} sends what was
   *     written so far; need not be closed
   * @throws IOException ends the connection without the last chunk, so that the client sees that
   *     the answer is incomplete
   */
  void writeTo(OutputStream out) throws IOException;
}
