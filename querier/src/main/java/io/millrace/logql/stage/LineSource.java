package io.millrace.logql.stage;

/** Lines that are put together when someone looks at one. */
interface LineSource {
  /**
   * Puts one line together.
   *
   * @param line is set to it
   * @throws java.io.UncheckedIOException when it is damaged
   */
  void load(int entry, CurrentLine line);

  /**
   * Bytes of one line, which need not be put together for that.
   *
   * @throws java.io.UncheckedIOException when the sizes are damaged
   */
  int length(int entry);
}
