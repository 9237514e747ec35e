package io.millrace.agent.tail;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a tail does now, and what keeps it from it. Written by the thread of the tail, read by any.
 */
final class Health {
  private static final Logger log = LoggerFactory.getLogger(Health.class);

  private final Path path;
  private final String job;
  private volatile TailState state = TailState.DISCOVERED;
  private volatile String detail = "";

  Health(TailTarget target) {
    this.path = target.path();
    this.job = target.job();
  }

  TailState state() {
    return state;
  }

  /** Why it is not read; empty when it is. */
  String detail() {
    return detail;
  }

  void is(TailState next) {
    state = next;
  }

  /** It is in a state that is no fault of the file. */
  void is(TailState next, String why) {
    state = next;
    detail = why;
  }

  /** What was told does not hold any more. */
  void recovered() {
    detail = "";
  }

  /** The file cannot be read; logged when it is not the reason that was told last. */
  void problem(TailState next, String reason) {
    state = next;
    if (!reason.equals(detail)) {
      detail = reason;
      log.atWarn()
          .addKeyValue("path", path)
          .addKeyValue("job", job)
          .log("file is not read: " + reason);
    }
  }

  /** What a failure of the file system says, without its stack. */
  static String reason(Exception failure) {
    return failure instanceof FileSystemException named && named.getReason() != null
        ? named.getFile() + ": " + named.getReason()
        : failure.toString();
  }
}
