package io.millrace.agent.tail;

/** Takes the lines of a content. */
@FunctionalInterface
interface LineConsumer {
  /**
   * Takes a line.
   *
   * @param start where it starts in the content
   * @param cut bytes at its end that were not kept
   * @return whether to go on with the next line
   */
  boolean line(byte[] buffer, int offset, int length, long start, long cut);
}
