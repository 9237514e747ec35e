package io.millrace.agent.input;

import java.io.IOException;

/** What the config says of a source that is no file. Immutable. */
public interface InputSource {
  /** Its name in the config: {@code syslog}. */
  String kind();

  /**
   * Begins to listen or to follow.
   *
   * @throws IOException when it cannot; the message says where and why, for the operator
   */
  RunningInput open(InputContext context) throws IOException;
}
