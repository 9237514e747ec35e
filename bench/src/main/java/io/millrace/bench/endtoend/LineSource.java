package io.millrace.bench.endtoend;

import java.time.Instant;

/** Lines of one stream. Used by one thread. */
@FunctionalInterface
interface LineSource {
  /** The line of a moment. */
  String next(Instant time);
}
